"""The map of the page: a fitting projection, ground for each territory, points, names that do not overlap.

::

    projection   which map, and where a place lies on it
    views        where accounts lie together, to look at them
    marks        accounts as points, or bins of them where there are too many
    cells        the land nearest to each mark, dissolved by territory
    names        names beside homes, each where it hides nothing
    picture      all that, put together once a plan
    layers       what is drawn of it, one over the other
    plan_map     the figure
"""
