"""Where a store lies, and what stands beside the database."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from debtwatch.domain.errors import StoreError

BACKUP_SUFFIX = ".db"
_MOUNTS = Path("/proc/self/mounts")
_OCTAL = re.compile(r"\\([0-7]{3})")
_SHARED = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "gfs2", "glusterfs", "lustre", "ncpfs",
        "nfs", "nfs4", "ocfs2", "orangefs", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs",
    }
)  # fmt: skip
"""Filesystems whose locks or shared memory SQLite's write-ahead log cannot rely on."""
_SHARED_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.glusterfs", "fuse.ceph", "fuse.davfs")
_SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "mobile documents", "nextcloud", "syncthing")


def companions(path: Path) -> tuple[Path, Path]:
    """Return where SQLite keeps the write-ahead log and its index."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def lock_path(path: Path) -> Path:
    """Return the file whose lock every write holds."""
    return path.with_name(f"{path.name}.lock")


def backup_directory(path: Path) -> Path:
    """Return where backups of a store are kept."""
    return path.parent / "backups"


def newest_backup(path: Path) -> Path | None:
    """Return the newest backup of a store by modification time; None where there is none."""
    stamps = []
    for backup in backups(path):
        # another process may be clearing old ones away
        with suppress(FileNotFoundError):
            stamps.append((backup.stat().st_mtime_ns, backup))
    return max(stamps)[1] if stamps else None


def backups(path: Path) -> list[Path]:
    """Return the backups of a store that are kept beside it, by name."""
    directory = backup_directory(path)
    if not directory.is_dir():
        return []
    return sorted(
        entry
        for entry in directory.iterdir()
        if entry.name.startswith(f"{path.stem}.") and entry.suffix == BACKUP_SUFFIX
    )


def filesystem_of(path: Path, mounts: str) -> str:
    """Return the type of the filesystem a resolved path lies on, from the text of `/proc/self/mounts`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004 -- device, mount point, type
            continue
        mount = Path(_OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[1]))
        depth = len(mount.parts)
        # a later line mounts over an earlier one
        if depth >= best and path.is_relative_to(mount):
            best, kind = depth, fields[2]
    return kind


def filesystem(path: Path) -> str:
    """Return the type of the filesystem `path` lies on; empty where the system does not list its mounts (macOS)."""
    try:
        return filesystem_of(path.resolve(), _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return ""


def is_shared(kind: str) -> bool:
    """Say whether other machines may write this kind of filesystem at the same time."""
    return kind in _SHARED or kind.startswith(_SHARED_FUSE)


def is_synced(path: Path) -> bool:
    """Say whether a folder's name is one a file synchroniser uses; those copy a database while it is written."""
    return any(part.lower().startswith(_SYNCED) for part in path.resolve().parts[:-1])


def refuse_shared(path: Path, kind: str) -> None:
    """StoreError where the filesystem is shared between machines."""
    if is_shared(kind):
        raise StoreError(
            f"the store lies on {kind}, whose locks do not hold between machines",
            where=str(path),
            expected="a local disk",
            next_step="set [store].url to a path on a local disk",
        )
