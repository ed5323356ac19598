/**
 * A process of its own that outlives a killed world for a moment: it is told which tasks run, and when the channel to the world breaks, it
 * kills them and ends. So not even `kill -9` of the world leaves a task behind.
 */
const running = new Set<number>();

process.on('message', ({ pid, runs }: { readonly pid: number; readonly runs: boolean }) => {
  if (runs) running.add(pid);
  else running.delete(pid);
});

process.on('disconnect', () => {
  for (const pid of running) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
  process.exit();
});

// Ctrl-C in a terminal reaches the whole group; this process must be the last.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
