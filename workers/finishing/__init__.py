"""After rendering: proxies of the masters, then the version."""

from workers.finishing.due import request_all_due, request_finish
from workers.finishing.proxies import MakeProxies
from workers.finishing.versions import FinishRun

__all__ = ["FinishRun", "MakeProxies", "request_all_due", "request_finish"]
