"""What people read of a plan: one HTML file to send and to print, and a letter to every rep.

Made from the folder of results a run wrote, or from a run of the store; with no template engine, drawing library or
network.

::

    case        the scenario that is told, beside today and the others
    recall      a run of the store as the folder it wrote
    report      the report, of the sections summary, map, balance, moves, quotas, others, proof, appendix
    letters     a letter a rep                       waterfall   how one number was made
    page        the file around them, its style      tables      tables that print whole
    drawing     SVG in few letters                   words       figures as people write them
    panels      sheets of a map, true to area        ground      land and borders below it
    writing     as files                             cli         ``territory report``, ``territory letters``
"""
