"""Makes the table of results that ships: `python -m debtwatch.desk.explosive_table > fixtures/baselines/explosive.csv`."""

from __future__ import annotations

import csv
import sys
from concurrent.futures import ProcessPoolExecutor

from debtwatch.analysis.bubble.declared import BASKETS, MARKET
from debtwatch.analysis.bubble.explosive.measure import measure
from debtwatch.analysis.bubble.explosive_gauges import every_subject
from debtwatch.analysis.snapshot import baselines_of
from debtwatch.config.baselines import read_baselines
from debtwatch.config.paths import shipped
from debtwatch.desk.explosive import COLUMNS, row_of


def main() -> int:
    """Measure every basket at the end of every shipped month: some minutes."""
    monthly = baselines_of(read_baselines(shipped("fixtures", "baselines"))).monthly
    panel = monthly.filter(monthly["series"].is_in([MARKET, *(basket.series for basket in BASKETS)]))
    subjects = every_subject(panel.select("series", "month", "value"))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    with ProcessPoolExecutor(max_workers=2) as pool:
        for subject, found in zip(subjects, pool.map(measure, subjects, chunksize=4), strict=True):
            out.writerow(row_of(subject, found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
