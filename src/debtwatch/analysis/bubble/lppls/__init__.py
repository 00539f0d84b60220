"""Whether a price rises faster than exponentially with ever quicker oscillations: the log-periodic power law.

`subject` costs nothing to import; `fit` loads numpy.
"""
