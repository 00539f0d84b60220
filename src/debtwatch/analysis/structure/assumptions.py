"""What is assumed where nobody publishes: each stands beside the results it enters, and can be changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeaseAssumptions:
    """What a leased campus is worth to someone else, and terms the book does not hold."""

    haircut_pct: float = 40.0
    """Part of the alternative value lost when it must be sold or let again."""
    asset_life_years: float = 25.0
    """Years over which the alternative value runs straight from cost to nothing."""
    term_years: int = 4
    """Length of a lease term where the book has no lease row."""

    def words(self) -> tuple[str, ...]:
        """Say them as the pane does."""
        return (
            (
                f"alternative value: project cost (debt and its equity) straight-line to nothing over "
                f"{self.asset_life_years:g} years from the first day of the lease"
            ),
            f"haircut on it {self.haircut_pct:g} %, so {100 - self.haircut_pct:g} % recovered",
            f"lease terms of {self.term_years} years where the book has no lease row",
            "a cap that is not published is taken not to bind",
            "payments by the profile and on the days of the notes' own cash flows; that of the expiry day is made",
        )


@dataclass(frozen=True, slots=True)
class CollateralAssumptions:
    """What lenders' chips cost and how they lose value."""

    life_years: float = 6.0
    """Straight-line life."""
    decline_pct: float = 35.0
    """Yearly loss of value on the declining-balance curve."""
    advance_pct: float = 85.0
    """Loan as a share of cost at the start, where the equity below it is not published."""

    def words(self) -> tuple[str, ...]:
        """Say them as the pane does."""
        return (
            f"straight-line over {self.life_years:g} years, and declining {self.decline_pct:g} % a year",
            f"loan {self.advance_pct:g} % of cost at the start where the equity is not published",
            "level monthly payments from issue to maturity, as if drawn in full on the issue date",
        )


LEASES = LeaseAssumptions()
COLLATERAL = CollateralAssumptions()
