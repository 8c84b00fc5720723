"""Long tables on several pages: wkhtmltopdf repeats no header, so each page gets its
own table. Heights are estimated; a page is never fuller than it may be."""

import math


def row_height(text, chars_per_line, line_mm=3.6, padding_mm=1.6):
    """Height of a row in mm by its longest text.

    :param text: text of the widest cell; line ends in it are kept
    :param chars_per_line: how many characters stand in one line of that cell
    """
    lines = sum(
        max(1, math.ceil(len(line) / chars_per_line))
        for line in (text or "").split("\n")
    )
    return lines * line_mm + padding_mm


def split_pages(heights, first, rest, last=0.0):
    """Which rows stand on which page.

    :param heights: heights of the rows in mm
    :param first: room for rows on the first page, mm
    :param rest: room on each further page, mm
    :param last: what the page of the last row must keep free for what follows: totals
        and signatures. When that does not fit, the last row goes there with them, so
        signatures never stand alone.
    :return: list of ``range`` of row numbers, one for each page; one empty range
        without rows. A row that is higher than a page has it alone.
    """
    pages, start, used, room = [], 0, 0.0, first
    for index, height in enumerate(heights):
        if used + height > room and index > start:
            pages.append(range(start, index))
            start, used, room = index, 0.0, rest
        used += height
    end = len(heights)
    if used + last > room and end - start > 1:
        pages.append(range(start, end - 1))
        start = end - 1
    return [*pages, range(start, end)]
