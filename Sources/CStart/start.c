// What must happen before the libraries start that the program is linked with, which no Swift code can
// do: their constructors run before it, and before main.
//
// OpenBLAS as it is set by default starts a thread for every core while it is loaded. The program brings its own
// threads: with a rank for each of many cores, those of OpenBLAS would be as many as the square of the cores, which is
// more than many systems let a user have, and each spins until it falls asleep. So while libraries start,
// OPENBLAS_NUM_THREADS is 1, in the place of a variable that they do not ask for.
//
// Where the address space of a process is limited (ulimit -v and -d; h_vmem of SGE, pvmem of PBS), OpenBLAS would take
// 128 MB for each of its threads, and where it gets none it tries again for ever. And malloc sets 64 MB aside for each
// thread that allocates. So with a limit the program starts itself anew with neither; and with less than a process
// needs at all it ends with a message.

#ifdef __linux__

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { does_not_fit_memory = 4, mebibyte = 1 << 20 };

// What the constructors of the libraries may take, and the stack of a thread if nobody limits it. OpenBLAS takes
// the memory for products of one thread while it is loaded, from some version between 0.3.21 and 0.3.29 on.
static const unsigned long for_products = 129 * mebibyte;
static const unsigned long for_libraries = 32 * mebibyte + for_products;
static const unsigned long usual_stack = 8 * mebibyte;
// The threads that wait for signals.
enum { first_threads = 3 };

// Of the settings a process that is started anew has all, and any other the first.
static const char *const settings[] = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1",
                                       "MALLOC_ARENA_MAX=1"};
enum { setting_count = sizeof settings / sizeof *settings };

// Variables that only shells read, of which one gives its place to a setting.
static const char *const of_shells[] = {"_=", "OLDPWD=", "SHLVL=", "PWD="};
enum { of_shells_count = sizeof of_shells / sizeof *of_shells };

static int is_of(const char *variable, const char *setting) {
  size_t name = strchr(setting, '=') - setting + 1;
  return strncmp(variable, setting, name) == 0;
}

static const char *value_of(char **environment, const char *name) {
  size_t length = strlen(name);
  for (; *environment; environment++)
    if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=')
      return *environment + length + 1;
  return NULL;
}

// Starts the program anew with the first of the settings, if it has others. Returns where it has them, or where
// that fails.
static void start_with_settings(int setting_count, char **arguments, char **environment) {
  int count = 0, kept = 0, equal = 0;
  while (environment[count]) count++;
  char *changed[count + setting_count + 1];
  for (int i = 0; i < count; i++) {
    int is_setting = 0;
    for (int s = 0; s < setting_count; s++) {
      is_setting |= is_of(environment[i], settings[s]);
      equal += strcmp(environment[i], settings[s]) == 0;
    }
    if (!is_setting) changed[kept++] = environment[i];
  }
  if (equal == setting_count && kept + equal == count) return;
  for (int s = 0; s < setting_count; s++) changed[kept++] = (char *)settings[s];
  changed[kept] = NULL;
  // By its own name where that can be known, which is what lists of processes show.
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  path[length > 0 ? length : 0] = 0;
  execve(path, arguments, changed);
  execve("/proc/self/exe", arguments, changed);
}

// The place in the environment that has a setting while libraries start, and what is there otherwise.
static char **lent_place, *lent_variable;

// Lends the setting for OpenBLAS the place of its own variable, or of one that only shells read.
static void lend_place(char **environment) {
  char **place = NULL;
  for (char **each = environment; *each; each++)
    if (is_of(*each, settings[0])) place = each;
  for (int i = 0; !place && i < of_shells_count; i++)
    for (char **each = environment; *each; each++)
      if (is_of(*each, of_shells[i])) place = each;
  if (!place) return;
  lent_place = place;
  lent_variable = *place;
  *place = (char *)settings[0];
}

// Called when the libraries have started.
__attribute__((constructor)) static void give_place_back(void) {
  if (lent_place) *lent_place = lent_variable;
  lent_place = NULL;
}

// The bytes that this process has: of its address space, and of what is data by RLIMIT_DATA.
static int read_used(unsigned long *mapped, unsigned long *data) {
  char text[256];
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  text[length > 0 ? length : 0] = 0;
  unsigned long page = sysconf(_SC_PAGESIZE);
  if (sscanf(text, "%lu %*u %*u %*u %*u %lu", mapped, data) != 2) return 0;
  *mapped *= page;
  *data *= page;
  return 1;
}

// The number that the first of some variables has; 0 without any.
static int number(const char *const names[], size_t count, char **environment) {
  for (size_t i = 0; i < count; i++) {
    const char *text = value_of(environment, names[i]);
    if (text) return atoi(text);
  }
  return 0;
}

// Whether this process is to say why it ends: the first rank, or, since a launcher ends the others meanwhile
// unless the first has no such limit, whichever is left. Launchers other than Open MPI's end no others: with
// them the first rank of a host speaks for all there.
static int speaks(char **environment) {
  static const char *const ranks[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK",
                                      "SLURM_PROCID"};
  static const char *const local_ranks[] = {"MPI_LOCALRANKID", "SLURM_LOCALID"};
  if (number(ranks, sizeof ranks / sizeof *ranks, environment) == 0) return 1;
  sleep(3);
  return value_of(environment, "OMPI_COMM_WORLD_RANK") ||
         number(local_ranks, sizeof local_ranks / sizeof *local_ranks, environment) == 0;
}

static void require(rlim_t limit, unsigned long used, const char *what, char **environment) {
  struct rlimit stack;
  int is_limited = getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur != RLIM_INFINITY;
  unsigned long needed =
      used + for_libraries + first_threads * (is_limited ? stack.rlim_cur : usual_stack);
  if (limit == RLIM_INFINITY || limit >= needed) return;
  if (!speaks(environment)) _exit(does_not_fit_memory);
  char text[400];
  int length = snprintf(
      text, sizeof text,
      "error: %s is limited to %lu KiB, with which the program cannot even start; it needs %lu KiB "
      "for that, and more for MPI and for the work: raise the limit\n",
      what, (unsigned long)limit / 1024, needed / 1024 + 1);
  if (write(STDERR_FILENO, text, length) < 0) {}
  _exit(does_not_fit_memory);
}

// Starts the program anew where that has to be, and otherwise ends it with a message if it cannot start.
static void start_limited(char **arguments, char **environment) {
  struct rlimit mapped, data;
  if (getrlimit(RLIMIT_AS, &mapped) || getrlimit(RLIMIT_DATA, &data)) return;
  if (mapped.rlim_cur == RLIM_INFINITY && data.rlim_cur == RLIM_INFINITY) return;
  start_with_settings(setting_count, arguments, environment);
  unsigned long used_mapped, used_data;
  if (!read_used(&used_mapped, &used_data)) return;
  require(mapped.rlim_cur, used_mapped, "the address space of a process (ulimit -v; h_vmem or pvmem of batch systems)", environment);
  require(data.rlim_cur, used_data, "the data of a process (ulimit -d)", environment);
}

static void start(int count, char **arguments, char **environment) {
  if (count < 1) return;
  start_limited(arguments, environment);
  lend_place(environment);
  if (!lent_place) start_with_settings(1, arguments, environment);
}

// Called before all constructors.
__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(
    int, char **, char **) = start;

#endif
