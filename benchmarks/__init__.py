"""Measures how fast the library is, as ratios to a floor or a peer that runs in the same session.

A *floor* is the least that the same files, sheets and rows cost with the libraries alone; a *peer* is what others use
for the job. Every run is a process of its own, ours and theirs by turns, so that peak memory is honest and a busy
machine slows both. Nothing here is asserted: the numbers stand in ``docs/PERFORMANCE.md``.
"""
