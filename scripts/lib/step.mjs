// Progress of long steps: one line when a step begins, one every ten seconds while it runs, one when it is done.

/** Runs `work` and returns what it returns; a step that took less than a second says nothing after its first line. */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
  console.log(`• ${title} …`);
  const ticker = setInterval(() => console.log(`  ${title}: ${seconds()} s so far …`), 10_000);
  try {
    const result = await work();
    if (Date.now() - started >= 1000) console.log(`  ${title}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/** A failure whose message is all that the reader needs: it is shown without a stack. */
export class Problem extends Error {}
