"""Worksheets for PeopleSoft's Excel to Component Interface, and what they would change."""

from .publishing import publish_peoplesoft
from .settings import PeopleSoftSettings

__all__ = ["PeopleSoftSettings", "publish_peoplesoft"]
