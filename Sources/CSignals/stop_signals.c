#define _GNU_SOURCE
#include "stop_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

// What only C can do: run before libraries are initialized, and be a signal handler.

static const struct {
  int number;
  const char *name;
} signals[] = {
    {SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"},   {SIGHUP, "SIGHUP"},
    {SIGUSR1, "SIGUSR1"}, {SIGUSR2, "SIGUSR2"}, {SIGXCPU, "SIGXCPU"},
};
enum { count = sizeof signals / sizeof *signals };

static volatile sig_atomic_t pipe_end = -1;

int stop_signal_count(void) { return count; }
int stop_signal_number(int index) { return signals[index].number; }
const char *stop_signal_name(int index) { return signals[index].name; }

static void handle(int number, siginfo_t *info, void *context) {
  (void)context;
  int code = errno;
  // Positive codes are the kernel's: a terminal, a limit.
  StopSignal signal = {number, info->si_code <= 0 && info->si_pid == getppid()};
  // A full pipe has enough of them.
  ssize_t written = write(pipe_end, &signal, sizeof signal);
  (void)written;
  errno = code;
}

static sigset_t all_signals(void) {
  sigset_t all;
  sigemptyset(&all);
  for (int i = 0; i < count; i++) sigaddset(&all, signals[i].number);
  return all;
}

void catch_stop_signals(int end) {
  fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK);
  pipe_end = end;
  sigset_t all = all_signals();
  struct sigaction action, before;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  action.sa_mask = all;
  for (int i = 0; i < count; i++) {
    int number = signals[i].number;
    int may_be_ignored = number == SIGINT || number == SIGHUP;
    int is_ignored =
        may_be_ignored && sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_IGN;
    if (!is_ignored) sigaction(number, &action, NULL);
  }
  pthread_sigmask(SIG_UNBLOCK, &all, NULL);
}

#if defined(__ELF__)
// A run with a checkpoint can be gone on with whenever it ends and says so by its exit code, from its
// first instruction on: until the signals are caught they are held, also where the program starts
// itself anew. Threads that libraries start meanwhile leave the signals to the first one. Other runs may
// end as signals end processes.
static void hold_signals(int argument_count, char **arguments, char **environment) {
  (void)environment;
  static const char option[] = "--checkpoint";
  const size_t length = sizeof option - 1;
  for (int i = 1; i < argument_count; i++) {
    if (strncmp(arguments[i], option, length) != 0) continue;
    if (arguments[i][length] != '\0' && arguments[i][length] != '=') continue;
    sigset_t all = all_signals();
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    return;
  }
}

// Before the constructors of shared libraries, of which those of BLAS libraries take long.
__attribute__((section(".preinit_array"), used)) static void (*const at_the_start)(
    int, char **, char **) = hold_signals;
#endif
