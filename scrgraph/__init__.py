"""Reads the action plans of serious case reviews into linked data, and audits them."""

__version__ = "0.1.0"
