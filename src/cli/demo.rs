//! stub
#[derive(Debug, clap::Args)]
pub struct DemoArgs {}
pub async fn demo(_args: DemoArgs) -> anyhow::Result<()> { Ok(()) }
