class Trace:
    """What came into what: a graph of nodes, searched from its roots outwards.

    A node is a pair (kind, id). Each node is expanded once, so that a cycle (a part
    that went into itself after a repair) ends; all its parents are remembered.
    """

    def __init__(self, roots):
        self.roots = list(roots)
        self.parents = {root: {} for root in self.roots}

    def __contains__(self, node):
        return node in self.parents

    def add(self, parent, child, document):
        """Note that ``parent`` is in ``child`` by a document.

        :return: whether ``child`` is found for the first time
        """
        is_new = child not in self.parents
        self.parents.setdefault(child, {}).setdefault(parent, document)
        return is_new

    def get_nodes(self, kind):
        """Identifiers of the nodes of a kind in the order in which they were found."""
        return [number for one, number in self.parents if one == kind]

    def get_path(self, node):
        """The shortest way from a root: [(node, document by which it came), ...]

        The document of the root is None.
        """
        path, seen = [], set()
        while node not in seen:
            seen.add(node)
            parent, document = next(iter(self.parents[node].items()), (None, None))
            if node in self.roots:
                path.append((node, None))
                break
            path.append((node, document))
            node = parent
        return path[::-1]

    def get_roots(self, node):
        """All roots from which a node can be reached, in their order."""
        seen, queue = {node}, [node]
        while queue:
            new = set(self.parents[queue.pop()]) - seen
            seen |= new
            queue.extend(new)
        return [root for root in self.roots if root in seen]
