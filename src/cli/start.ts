// The command's first lines. They run on any Node, to say so where it is too old; the rest is loaded after that.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `dspatch needs Node 22.18 or later, and this is ${process.version}. Install a newer Node, or put one first in PATH.\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import('./main.ts');
  await main(process.argv);
}
