"""Which files may be kept with a deal, without a database."""

# programs and scripts that Windows or a browser would start by a double click
EXECUTABLE = frozenset(
    [
        "ade",
        "adp",
        "apk",
        "app",
        "application",
        "bat",
        "chm",
        "cmd",
        "com",
        "cpl",
        "dll",
        "exe",
        "gadget",
        "hta",
        "inf",
        "ins",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "mde",
        "msc",
        "msi",
        "msp",
        "mst",
        "pif",
        "ps1",
        "psm1",
        "reg",
        "rgs",
        "scr",
        "sct",
        "sh",
        "shb",
        "sys",
        "vb",
        "vbe",
        "vbs",
        "wsc",
        "wsf",
        "wsh",
    ]
)
# PE, ELF, scripts of Unix, Mach-O
SIGNATURES = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf")
MEGABYTE = 1024 * 1024


def get_file_problem(name, size, head, limit_mb):
    """Why a file may not be kept: "", "empty", "large" or "executable".

    :param str name: of the file, with its extension
    :param int size: in bytes
    :param bytes head: the beginning of the file
    :param int limit_mb: the largest size in megabytes
    """
    if not size:
        return "empty"
    if size > limit_mb * MEGABYTE:
        return "large"
    # Windows leaves out blanks and full stops at the end of a name
    extension = (name or "").rstrip(" .").rpartition(".")[2].lower()
    if extension in EXECUTABLE or bytes(head or b"").startswith(SIGNATURES):
        return "executable"
    return ""
