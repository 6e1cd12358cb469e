//! What the operator sets. Read from one documented file and the environment by the command line.

use std::path::PathBuf;

use serde::Deserialize;

use super::limits::{Allowed, Network};

/// Settings of the whole program. `docs/operating.md` explains each.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Address that people type, without a slash at the end: it stands in every letter.
    pub address: String,
    /// Where the server listens, such as `127.0.0.1:8080`.
    pub listen: String,
    /// Database: `sqlite:` and a path, or `postgres://…`. Empty: a file in the data folder.
    pub database: String,
    /// Folder for the embedded database and the uploaded files.
    pub data: PathBuf,
    /// Mail.
    pub mail: Mail,
    /// Sign-in and sessions.
    pub sign_in: SignIn,
    /// Uploads.
    pub uploads: Uploads,
    /// Where uploaded files lie.
    pub storage: Storage,
    /// Virus scanner (clamd): `unix:` and the path of its socket, or a host and a port. Empty: none.
    pub scanner: String,
    /// How often somebody may ask for what costs others something.
    pub limits: Allowed,
    /// How requests must come in.
    pub requests: Requests,
    /// Proxies whose `X-Forwarded-For` is believed; nobody's where there is none.
    pub trusted_proxies: Vec<Network>,
    /// File with the program's own key. Empty: the name of the data folder with `.key` behind it, beside it.
    pub key_file: PathBuf,
    /// Calls to other people's programs.
    pub webhooks: Webhooks,
    /// Mail addresses of those who may write, try out and open workflow files on the web; nobody where it is empty.
    pub owners: Vec<String>,
    /// Whether this is the demo: never set by a file.
    #[serde(skip)]
    pub demo: bool,
}

/// How letters leave.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Sender of every letter.
    pub from: String,
    /// SMTP server. Empty: letters are put into the folder.
    pub host: String,
    /// Port of the SMTP server.
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    pub security: String,
    /// User name; empty for none.
    pub user: String,
    /// File that holds the password, so that no secret stands in the settings.
    pub password_file: Option<PathBuf>,
    /// Folder for letters where no server is set. Empty: `mail` in the data folder.
    pub folder: PathBuf,
}

/// Sign-in and sessions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// How long a mailed link works, in minutes.
    pub link_minutes: u32,
    /// How long a session lasts, in hours: long enough to outlast a deadline.
    pub session_hours: u32,
    /// Links mailed to one address in an hour at most.
    pub links_per_hour_max: u32,
}

/// Uploads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Uploads {
    /// Megabytes that one application's files take together at most.
    pub application_megabytes_max: u32,
    /// Uploads that one application makes at most, replaced ones included.
    pub application_count_max: u32,
    /// Requests that bring files, and are under way at one time at most.
    pub at_once_max: u32,
}

/// Where uploaded files lie: in the data folder, or in a bucket of a server that speaks the protocol of S3.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// Address of the server. Empty: the data folder.
    pub endpoint: String,
    /// Region, as the server calls it.
    pub region: String,
    /// Bucket, which is there.
    pub bucket: String,
    /// What the names of all objects begin with.
    pub prefix: String,
    /// Whether the bucket's name is part of the host's.
    pub virtual_host: bool,
    /// Name of the access key.
    pub access_key: String,
    /// File that holds the access key, so that no secret stands in the settings.
    pub secret_key_file: Option<PathBuf>,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            region: "us-east-1".into(),
            bucket: String::new(),
            prefix: String::new(),
            virtual_host: false,
            access_key: String::new(),
            secret_key_file: None,
        }
    }
}

/// Calls to other people's programs when something is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Networks inside which webhooks may lie: none, so that nobody reaches what stands behind the operator's wall. With
    /// the machine's own addresses among them, `http` may be used there too.
    pub networks: Vec<Network>,
}

/// How requests must come in: nobody may hold the door open by being slow, or send a head without end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requests {
    /// Seconds without a byte after which a request is given up.
    pub idle_seconds: u32,
    /// Bytes a second that a request must bring after its first minute, taken all together.
    pub bytes_per_second_min: u32,
    /// Bytes of an address at most.
    pub address_bytes_max: u32,
    /// Bytes of all headers together at most.
    pub header_bytes_max: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            address: "http://127.0.0.1:8080".into(),
            listen: "127.0.0.1:8080".into(),
            database: String::new(),
            data: "data".into(),
            mail: Mail::default(),
            sign_in: SignIn::default(),
            uploads: Uploads::default(),
            storage: Storage::default(),
            scanner: String::new(),
            limits: Allowed::default(),
            requests: Requests::default(),
            trusted_proxies: Vec::new(),
            key_file: PathBuf::new(),
            webhooks: Webhooks::default(),
            owners: Vec::new(),
            demo: false,
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            from: "Trespor <trespor@localhost>".into(),
            host: String::new(),
            port: 25,
            security: "starttls".into(),
            user: String::new(),
            password_file: None,
            folder: PathBuf::new(),
        }
    }
}

impl Default for SignIn {
    fn default() -> Self {
        Self { link_minutes: 30, session_hours: 72, links_per_hour_max: 20 }
    }
}

impl Default for Uploads {
    fn default() -> Self {
        Self { application_megabytes_max: 500, application_count_max: 500, at_once_max: 64 }
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            idle_seconds: 30,
            bytes_per_second_min: 1_024,
            address_bytes_max: 8 * 1024,
            header_bytes_max: 32 * 1024,
        }
    }
}

impl Settings {
    /// Database address, with the default filled in.
    pub fn database_url(&self) -> String {
        if self.database.is_empty() {
            format!("sqlite:{}", self.data.join("trespor.db").display())
        } else {
            self.database.clone()
        }
    }

    /// Folder for letters where no mail server is set, with the default filled in.
    pub fn mail_folder(&self) -> PathBuf {
        if self.mail.folder.as_os_str().is_empty() {
            self.data.join("mail")
        } else {
            self.mail.folder.clone()
        }
    }

    /// File with the program's own key, with the default filled in: beside the data folder, so that a copy of the
    /// folder is no copy of the key.
    pub fn key_file(&self) -> PathBuf {
        if self.key_file.as_os_str().is_empty() {
            let mut name = self.data.as_os_str().to_owned();
            name.push(".key");
            name.into()
        } else {
            self.key_file.clone()
        }
    }

    /// Folder of uploaded files.
    pub fn blob_folder(&self) -> PathBuf {
        self.data.join("files")
    }
}
