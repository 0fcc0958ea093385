"""Load files for Salesforce Enterprise Territory Management, what they would change, and the way into the org."""

from .applying import Applied, Ending, Talk, apply_salesforce
from .publishing import Planned, publish_salesforce
from .settings import SalesforceSettings

__all__ = ["Applied", "Ending", "Planned", "SalesforceSettings", "Talk", "apply_salesforce", "publish_salesforce"]
