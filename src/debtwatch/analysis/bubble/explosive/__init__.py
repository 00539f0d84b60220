"""Whether a series grows faster than a random walk: the right-tailed unit-root tests of Phillips, Shi and Yu.

`subject` and `results` cost nothing to import; `statistics`, `bootstrap` and `measure` load numpy.
"""
