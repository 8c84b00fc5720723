def get_returned(deliveries, returns):
    """How much of each delivery has come back.

    A return that names its delivery takes from it first. What is left, and a return
    that names none, takes from the latest delivery before it: of the same client, then
    of anybody.

    :param list deliveries: (key, date, client, quantity)
    :param list returns: (key of the delivery or None, date, client, quantity)
    :return: dict key -> quantity, only of deliveries of which something came back
    """
    left = {}
    for key, _date, _client, quantity in deliveries:
        left[key] = left.get(key, 0) + quantity
    total = dict(left)
    latest = sorted(deliveries, key=lambda delivery: delivery[1], reverse=True)
    for key, date, client, amount in sorted(returns, key=lambda one: one[1]):
        before = [one for one in latest if one[1] <= date]
        order = [one[0] for one in before if one[0] == key]
        order += [one[0] for one in before if one[2] == client]
        order += [one[0] for one in before]
        for name in order:
            taken = min(left[name], amount)
            left[name] -= taken
            amount -= taken  # noqa: PLW2901
    return {key: total[key] - left[key] for key in total if total[key] != left[key]}
