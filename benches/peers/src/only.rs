//! One workload of one client, a given number of times: for callgrind and other profilers.

use crate::peer::Peer;

/// What to run, from the command line: `only CLIENT WORKLOAD TIMES`.
pub struct Only {
    pub client: String,
    workload: String,
    times: i64,
}

impl Only {
    pub fn from_arguments() -> Option<Self> {
        let mut arguments = std::env::args().skip(1);
        if arguments.next()? != "only" {
            return None;
        }
        let (client, workload) = (arguments.next()?, arguments.next()?);
        Some(Self { client, workload, times: arguments.next()?.parse().ok()? })
    }

    pub async fn run(&self, client: &impl Peer) {
        let ids: Vec<i64> = (1..=100).collect();
        for turn in 0..self.times {
            match self.workload.as_str() {
                "pk" => drop(client.pk(turn + 1).await),
                "rows" => drop(client.rows(1000).await),
                "stream" => drop(client.stream(1000).await),
                "insert" => client.insert(turn).await,
                "tx1" => client.tx1(turn).await,
                "tx5" => client.tx5(turn * 5).await,
                "pipe100" => drop(client.pipe100(&ids).await),
                "batch100" => drop(client.batch100(&ids).await),
                "pool64" => drop(client.pool64(&ids[..64]).await),
                other => panic!("no workload is called {other}"),
            }
        }
    }
}
