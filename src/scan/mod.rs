//! clamd, the daemon of ClamAV: a file is told to it piece by piece while it comes in (`INSTREAM`), and it says what it
//! found. Source: the manual page clamd(8), section COMMANDS.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

/// How long a connection may take to stand.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);

/// How long one piece may take to be taken.
const PIECE_WITHIN: Duration = Duration::from_secs(10);

/// How long the scanner may think once it has the whole file.
const VERDICT_WITHIN: Duration = Duration::from_mins(1);

/// Bytes of an answer at most.
const ANSWER_BYTES_MAX: u64 = 4096;

/// Where the scanner is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// At `host:port`.
    Tcp(String),
    /// At a socket of this machine.
    Unix(std::path::PathBuf),
}

/// What the scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It found nothing.
    Clean,
    /// It found this.
    Found(String),
    /// It said nothing of use: it is away, too slow, or takes no file of this size.
    Unknown(String),
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send + Sync {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync> Line for T {}

/// A file that is being told to a scanner. The scanner may go away in the middle: then nothing more is told, and the
/// verdict says so.
pub struct Scan {
    line: Result<Box<dyn Line>, String>,
}

impl std::fmt::Debug for Scan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scan({:?})", self.line.as_ref().err())
    }
}

impl Scanner {
    /// Reads an address: `unix:` and a path, or a host and a port.
    ///
    /// # Errors
    /// With what is wrong.
    pub fn parse(address: &str) -> Result<Self, String> {
        if let Some(path) = address.strip_prefix("unix:") {
            return if path.starts_with('/') {
                Ok(Self::Unix(path.into()))
            } else {
                Err(format!("`{path}` is no whole path\nhint: unix:/run/clamav/clamd.ctl"))
            };
        }
        match address.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                Ok(Self::Tcp(address.to_owned()))
            }
            _ => Err(format!(
                "`{address}` is no host and port\nhint: 127.0.0.1:3310 or unix:/run/clamav/clamd.ctl"
            )),
        }
    }

    /// Begins to tell a file.
    pub async fn begin(&self) -> Scan {
        let mut scan = Scan { line: within(CONNECT_WITHIN, self.connect()).await.map_err(|e| e.to_string()) };
        // `z`: the command and the answer end with a zero byte.
        scan.say(b"zINSTREAM\0").await;
        scan
    }

    async fn connect(&self) -> io::Result<Box<dyn Line>> {
        Ok(match self {
            Self::Tcp(address) => Box::new(TcpStream::connect(address).await?),
            Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
        })
    }
}

impl Scan {
    async fn say(&mut self, bytes: &[u8]) {
        let Ok(line) = &mut self.line else { return };
        if let Err(error) = within(PIECE_WITHIN, line.write_all(bytes)).await {
            // It may have said why before it hung up, as it does to a file that is too large for it.
            let said = within(PIECE_WITHIN, answer(line.as_mut())).await.unwrap_or_default();
            self.line = Err(if said.is_empty() { error.to_string() } else { said });
        }
    }

    /// Tells the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) {
        // A piece of length zero would be the end.
        for piece in bytes.chunks(usize::from(u16::MAX)) {
            let length = u32::try_from(piece.len()).unwrap_or_default().to_be_bytes();
            self.say(&length).await;
            self.say(piece).await;
        }
    }

    /// Tells that this was all, and waits for the verdict.
    pub async fn finish(mut self) -> Verdict {
        self.say(&0_u32.to_be_bytes()).await;
        let mut line = match self.line {
            Ok(line) => line,
            Err(why) => return Verdict::Unknown(why),
        };
        match within(VERDICT_WITHIN, answer(line.as_mut())).await {
            Ok(said) => verdict(&said),
            Err(error) => Verdict::Unknown(error.to_string()),
        }
    }
}

async fn within<T>(limit: Duration, doing: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout(limit, doing).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Everything up to a zero byte or the end.
async fn answer(line: &mut dyn Line) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut limited = line.take(ANSWER_BYTES_MAX);
    let mut piece = [0; 256];
    while !bytes.contains(&0) {
        let count = limited.read(&mut piece).await?;
        if count == 0 {
            break;
        }
        bytes.extend_from_slice(&piece[..count]);
    }
    let said = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    Ok(String::from_utf8_lossy(said).trim().chars().filter(|c| !c.is_control()).collect())
}

/// `stream: OK`, `stream: Eicar-Signature FOUND`, or anything else, such as
/// `INSTREAM size limit exceeded. ERROR`.
fn verdict(said: &str) -> Verdict {
    let of_stream = said.strip_prefix("stream: ");
    if of_stream == Some("OK") {
        return Verdict::Clean;
    }
    match of_stream.and_then(|said| said.strip_suffix(" FOUND")) {
        Some(name) => Verdict::Found(name.to_owned()),
        None if said.is_empty() => Verdict::Unknown("the scanner hung up".to_owned()),
        None => Verdict::Unknown(said.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!(Scanner::parse("127.0.0.1:3310"), Ok(Scanner::Tcp("127.0.0.1:3310".into())));
        assert_eq!(Scanner::parse("unix:/run/clamd"), Ok(Scanner::Unix("/run/clamd".into())));
        for bad in ["", "clamd", "unix:clamd", ":3310", "host:port"] {
            assert!(Scanner::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_ok_is_clean() {
        assert_eq!(verdict("stream: OK"), Verdict::Clean);
        assert_eq!(verdict("stream: Eicar-Signature FOUND"), Verdict::Found("Eicar-Signature".into()));
        for odd in ["", "OK", "stream: ", "INSTREAM size limit exceeded. ERROR", "stream: OK FOUND?"] {
            assert!(matches!(verdict(odd), Verdict::Unknown(_)), "{odd}");
        }
    }
}
