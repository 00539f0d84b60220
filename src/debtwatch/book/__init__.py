"""The book of AI debt: read from TOML and CSV, laid over with the user's own, written back, never guessed at."""

from debtwatch.book.files import book_digest
from debtwatch.book.problem import Problem
from debtwatch.book.read import Book, Contents, Held, read_book

__all__ = ["Book", "Contents", "Held", "Problem", "book_digest", "read_book"]
