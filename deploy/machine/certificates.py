"""The certificates of a broker of ours: one authority that signs nothing else, and the broker's own, made once."""

from collections.abc import Sequence
from pathlib import Path

from deploy.machine.secret import write_secret

AUTHORITY, BROKER = "ca.pem", "broker.pem"


def make(folder: Path, hosts: Sequence[str]) -> Path:
    """Certificates for a broker that is called by `hosts` (names or addresses), if there are none.

    `ca.pem` is what clients trust, `broker.pem` the broker's key and chain, readable by its owner alone. Returns the
    first. The authority's own key is kept nowhere: who needs other hosts makes both anew.
    """
    authority = folder / AUTHORITY
    if not authority.exists():
        import trustme
        from cryptography.hazmat.primitives.serialization import (
            Encoding,
            NoEncryption,
            PrivateFormat,
            load_pem_private_key,
        )

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        signer = trustme.CA(organization_name="Mesa Territorial", organization_unit_name="bus")
        made = signer.issue_cert(*hosts)
        # Kafka reads a key in PKCS#8 only
        key = load_pem_private_key(made.private_key_pem.bytes(), None)
        own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain = b"".join(part.bytes() for part in made.cert_chain_pems)
        write_secret(folder / BROKER, (own + chain).decode())
        # last: what clients trust is there only when all is
        authority.write_bytes(signer.cert_pem.bytes())
    return authority
