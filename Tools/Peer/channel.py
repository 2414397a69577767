"""Lines over TLS. See Protocol/spec.md §2 and §6."""
import asyncio
import contextlib
import datetime
import ssl
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lines import Refused, need, reader

SILENCE = 60


class Channel:
    """Nothing waits until it is written: a session's window bounds what is on its way, and so it reads always [R56]."""

    def __init__(self, reader, writer, certificate=None):
        self.reader, self.writer, self.send, self.unread = reader, writer, writer.write, bytearray()
        self.certificate = certificate or writer.get_extra_info("ssl_object").getpeercert(binary_form=True)

    async def _more(self):
        try:
            data = await asyncio.wait_for(self.reader.read(1 << 16), SILENCE)
        except asyncio.TimeoutError:
            raise Refused(420) from None
        except OSError:
            data = b""
        need(data, 421)
        self.unread += data

    async def take(self, count):
        """So many bytes."""
        while len(self.unread) < count:
            await self._more()
        data = bytes(self.unread[:count])
        del self.unread[:count]
        return data

    async def line(self):
        """The next line without its LF."""
        searched = 0
        while (end := self.unread.find(b"\n", searched, reader.LINE)) < 0:
            searched = len(self.unread)
            need(searched < reader.LINE, 411)
            await self._more()
        return (await self.take(end + 1))[:-1]

    async def must_begin(self, *starts):
        """Refuses what can't become such a line at its first wrong byte [R10]."""
        while not self.unread.startswith(starts):
            need(any(start.startswith(self.unread) for start in starts), 408)
            await self._more()

    async def close(self):
        """Ends in order, so that the last line reaches the other side."""
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            self.writer.close()
            await asyncio.wait_for(self.writer.wait_closed(), SILENCE)


def address_of(text):
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


async def connect(address):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # The certificate proves nothing by itself: the proofs bind it to the device [R2].
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        return Channel(*await asyncio.wait_for(asyncio.open_connection(*address_of(address), ssl=context), 10))
    except ssl.SSLError:
        raise Refused(408) from None
    except (OSError, ValueError, asyncio.TimeoutError):
        raise Refused(401, address) from None


def responder_context():
    """A TLS context with a certificate that is made for it, and the certificate in DER [R2]."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "zhibu")])
    now, year = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=365)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - year, now + year)
    certificate, encoding = builder.sign(key, hashes.SHA256()), serialization.Encoding
    secret = key.private_bytes(encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    with tempfile.NamedTemporaryFile() as file:
        file.write(certificate.public_bytes(encoding.PEM) + secret)
        file.flush()
        context.load_cert_chain(file.name)
    return context, certificate.public_bytes(encoding.DER)
