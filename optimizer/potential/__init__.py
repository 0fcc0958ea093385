"""What an account will bring next year, and how surely: forecast, draws, and a backtest of both.

Potential is not forecast. *Potential* is what an account could bring, whoever sells; it is a measure given with the
accounts, and balances territories. A *forecast* is what it will bring as things go, learnt from bookings here, and
says what a quota costs to reach. Neither replaces the other; a plan says which it uses for what.

``BookingHistory`` holds bookings by account and month, ``AccountTraits`` what else is known of accounts;
``forecast_next_year`` makes a ``Forecast`` whose ``Outlook`` is summed to territories as draws, and ``backtest`` tells
on the same data how good that would have been. Who forecasts elsewhere makes an ``Outlook`` of that.
"""

from .backtest import Backtest, backtest
from .forecast import Forecast, forecast_next_year
from .history import BookingHistory
from .methods import Blend, ForecastMethod, LapsedRemembered, LastTwelveMonths, ShrunkMean
from .outlook import Outlook
from .shared import SharedRisk
from .traits import AccountTraits

__all__ = [
    "AccountTraits",
    "Backtest",
    "Blend",
    "BookingHistory",
    "Forecast",
    "ForecastMethod",
    "LapsedRemembered",
    "LastTwelveMonths",
    "Outlook",
    "SharedRisk",
    "ShrunkMean",
    "backtest",
    "forecast_next_year",
]
