"""What a body is, judged by its bytes: a status of 200 and a content type prove nothing."""

from __future__ import annotations

import codecs
import csv
import json
import re
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree as ET

from debtwatch.domain.errors import WrongShape
from debtwatch.domain.text import clean

_LEAD = 60
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Shape(StrEnum):
    """The formats the feeds read."""

    CSV = "CSV"
    JSON = "JSON"
    XML = "XML"


def text_of(body: bytes, wanted: Shape, *, where: str) -> str:
    """Return the body as text; WrongShape where its first bytes show another format or bad UTF-8."""
    bare = body.removeprefix(codecs.BOM_UTF8)
    start = bare[:512].lstrip()
    if not start:
        raise WrongShape("an empty body", where=where, expected=str(wanted))
    found = _other_format(start, wanted)
    if found:
        raise WrongShape(f"{found}", where=where, expected=str(wanted))
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WrongShape(f"invalid UTF-8 at byte {error.start}", where=where, expected=str(wanted)) from None


def csv_rows(body: bytes, *, where: str) -> tuple[list[str], list[list[str]]]:
    """Return the header and the non-empty rows of a CSV body, cells stripped."""
    lines = text_of(body, Shape.CSV, where=where).splitlines()
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, strict=True) if row]
    except csv.Error as error:
        raise WrongShape(f"broken CSV, {clean(str(error))}", where=where) from None
    if not rows:
        raise WrongShape("an empty body", where=where, expected=str(Shape.CSV))
    return rows[0], rows[1:]


def json_document(body: bytes, *, where: str) -> Any:
    """Return the document of a JSON body; NaN and Infinity, which are not JSON, are refused."""
    text = text_of(body, Shape.JSON, where=where)
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise WrongShape(f"broken JSON, {clean(str(error), longest=_LEAD)}", where=where) from None


def xml_root(body: bytes, *, where: str) -> ET.Element:
    """Return the root of an XML body; one that declares a document type or entities is refused."""
    text = text_of(body, Shape.XML, where=where)
    if _DOCTYPE.search(text):
        raise WrongShape("XML that declares entities or a document type", where=where, expected="plain XML")
    try:
        return ET.fromstring(text.encode())  # noqa: S314 -- without a document type there is nothing to expand
    except ET.ParseError as error:
        raise WrongShape(f"broken XML, {clean(str(error), longest=_LEAD)}", where=where) from None


def day_of(text: str, form: str, row: int, *, where: str) -> date:
    """Return the day written in `form` (strptime's); WrongShape names the row."""
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a calendar day has no zone
    except ValueError:
        raise WrongShape(f"{shown(text)!r} where row {row} has its date", where=where, expected=form) from None


def iso_day(text: str, row: int, *, where: str) -> date:
    """Return the day of `YYYY-MM-DD`; WrongShape names the row."""
    return day_of(text, "%Y-%m-%d", row, where=where)


def shown(text: str) -> str:
    """Return the start of foreign text, safe to put into an error."""
    return clean(text[: _LEAD * 2], longest=_LEAD)


def _other_format(start: bytes, wanted: Shape) -> str:
    lowered = start.lower()
    if start.startswith(b"PK\x03\x04"):
        return "a ZIP archive"
    if start.startswith(b"\x1f\x8b"):
        return "a second layer of gzip"
    if lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "an HTML page"
    if start.startswith(b"<") and wanted is not Shape.XML:
        return "markup, probably an error page"
    if start[:1] in b"{[" and wanted is not Shape.JSON:
        return "JSON, probably an error message"
    if wanted is Shape.XML and not start.startswith(b"<"):
        return "something that is not XML"
    return ""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")
