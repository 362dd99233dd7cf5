"""Sheets that people and systems hand in (CSV, JSON, XLSX): rows of text by column name, each accounted for."""

from shared.tabular.in_memory import in_memory
from shared.tabular.report import Report, RowFault
from shared.tabular.sheet import Kind, Layout, Row, Sheet, field_name, open_sheet

__all__ = ["Kind", "Layout", "Report", "Row", "RowFault", "Sheet", "field_name", "in_memory", "open_sheet"]
