"""A site sends backups to another site."""

from io import FileIO
from socket import socket
from typing import Protocol


class Site(Protocol):
    """Files here, and links to the other site."""

    async def open(self, name: str) -> FileIO:
        """Open a file for reading."""

    async def connect(self) -> socket:
        """Open a link to the other site."""

    async def send(self, file: FileIO, to: socket) -> None:
        """Send a file over a link."""

    async def receipt(self, link: socket) -> str:
        """Wait until the other site has it all."""


async def back_up(site: Site, name: str) -> str:
    """Send a file and return the receipt."""
    with (
        await site.open(name) as file,
        await site.connect() as link,
    ):
        await site.send(file, link)
        return await site.receipt(link)
