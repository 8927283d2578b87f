"""Why the system refuses a file, a folder or a port, in Dutch: its own words are English."""

import errno
import socket

_REASONS = {
    errno.EPERM: "dat is niet toegestaan",
    errno.EACCES: "u hebt er geen rechten voor",
    errno.ENOENT: "dat bestaat niet",
    errno.EEXIST: "dat bestaat al",
    errno.ENOTDIR: "dat is geen map",
    errno.EISDIR: "dat is een map",
    errno.ENOTEMPTY: "de map is niet leeg",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.EINVAL: "de naam of de plaats kan niet",
    errno.ELOOP: "de koppelingen leiden in een kring",
    errno.EMFILE: "er zijn te veel bestanden open",
    errno.ENFILE: "er zijn te veel bestanden open",
    errno.EBUSY: "een ander programma gebruikt het",
    errno.ETXTBSY: "een ander programma gebruikt het",
    errno.EIO: "de schijf geeft een fout",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "uw deel van de schijf is vol",
    errno.EFBIG: "het bestand wordt te groot",
    errno.EROFS: "de schijf kan alleen worden gelezen",
    errno.EADDRINUSE: "een ander programma luistert daar al",
    errno.EADDRNOTAVAIL: "dat is geen adres van deze computer",
}
_UNKNOWN_HOSTS = {socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_FAIL}


def in_dutch(error: OSError) -> str:
    """Return why the system refused, without a capital or full stop; what has no Dutch words keeps its own."""
    if isinstance(error, socket.gaierror):
        return "deze naam is niet bekend" if error.errno in _UNKNOWN_HOSTS else str(error.strerror)
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
