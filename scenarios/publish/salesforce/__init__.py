"""Load files for Salesforce Enterprise Territory Management, and what they would change."""

from .publishing import publish_salesforce
from .settings import SalesforceSettings

__all__ = ["SalesforceSettings", "publish_salesforce"]
