#ifndef STOP_SIGNALS_H
#define STOP_SIGNALS_H

#include <stdint.h>

/// A signal that asks the process to stop, as it comes out of the pipe of `catch_stop_signals`.
typedef struct {
  int32_t number;
  /// Whether the parent of the process has sent it: the launcher of the ranks.
  int32_t is_from_parent;
} StopSignal;

/// The signals by which schedulers, launchers and users ask a process to stop, and their names.
int stop_signal_count(void);
int stop_signal_number(int index);
const char *stop_signal_name(int index);

/// From now on these signals are written to a pipe as `StopSignal`, those first that have come before
/// and were held. SIGINT and SIGHUP stay ignored if they are: a shell or nohup has arranged for it.
///
/// May be called again, if somebody else has caught the signals meanwhile.
void catch_stop_signals(int pipe_end);

#endif
