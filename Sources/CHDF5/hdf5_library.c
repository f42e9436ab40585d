#include "hdf5_library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

// The names that the library goes by, Debian's of the one without MPI first, and its numbers: of the versions 1.14, 1.12,
// 1.10 and 2.0. Without a number it has the files for building programs beside it.
static const char *const names[] = {"libhdf5_serial", "libhdf5"};
static const char *const numbers[] = {".310", ".200", ".103", ".320", ".101", ".100", ""};

// What the library declares, where the types are the same in all its versions. Constants are those of its headers.
enum { unchanged = 0, as_default = 0, read_only = 0, upward = 0, by_name = 0, rising = 0, set = 0 };
enum { class_float = 1, kind_group = 2, kind_dataset = 5, layout_chunked = 2, layout_virtual = 3, link_hard = 0 };

typedef struct {
  hdf5_id class, major, minor;
  unsigned line;
  const char *function, *file, *description;
} error_record;

typedef int (*error_visitor)(unsigned depth, const error_record *error, void *data);

// Room for what the library tells of an object, of which the versions tell different things behind its address.
typedef union {
  struct {
    unsigned long file;
    uint64_t address;
  } place;
  char room[1024];
} object_record;

typedef union {
  struct {
    int storage;
    hdf5_extent links;
  } group;
  char room[256];
} group_record;

typedef union {
  int type;
  char room[256];
} link_record;

#define FUNCTIONS(X)                                                                                      \
  X(int, H5open, (void))                                                                                  \
  X(int, H5dont_atexit, (void))                                                                           \
  X(int, H5get_libversion, (unsigned *, unsigned *, unsigned *))                                          \
  X(int, H5Ewalk2, (hdf5_id, int, error_visitor, void *))                                                 \
  X(int, H5Eset_auto2, (hdf5_id, void *, void *))                                                         \
  X(hdf5_id, H5Pcreate, (hdf5_id))                                                                        \
  X(int, H5Pclose, (hdf5_id))                                                                             \
  X(hdf5_id, H5Fopen, (const char *, unsigned, hdf5_id))                                                  \
  X(int, H5Fclose, (hdf5_id))                                                                             \
  X(int, H5Lexists, (hdf5_id, const char *, hdf5_id))                                                     \
  X(long, H5Lget_name_by_idx, (hdf5_id, const char *, int, int, hdf5_extent, char *, size_t, hdf5_id))    \
  X(hdf5_id, H5Oopen, (hdf5_id, const char *, hdf5_id))                                                   \
  X(int, H5Oclose, (hdf5_id))                                                                             \
  X(int, H5Iget_type, (hdf5_id))                                                                          \
  X(int, H5Gget_info, (hdf5_id, group_record *))                                                          \
  X(hdf5_id, H5Dopen2, (hdf5_id, const char *, hdf5_id))                                                  \
  X(hdf5_id, H5Dget_space, (hdf5_id))                                                                     \
  X(hdf5_id, H5Dget_type, (hdf5_id))                                                                      \
  X(hdf5_id, H5Dget_create_plist, (hdf5_id))                                                              \
  X(int, H5Dread, (hdf5_id, hdf5_id, hdf5_id, hdf5_id, hdf5_id, void *))                                  \
  X(int, H5Pset_chunk_cache, (hdf5_id, size_t, size_t, double))                                           \
  X(int, H5Pget_layout, (hdf5_id))                                                                        \
  X(int, H5Pget_chunk, (hdf5_id, int, hdf5_extent *))                                                     \
  X(int, H5Pget_external_count, (hdf5_id))                                                                \
  X(int, H5Pget_nfilters, (hdf5_id))                                                                      \
  X(int, H5Pget_filter2, (hdf5_id, unsigned, unsigned *, size_t *, unsigned *, size_t, char *, unsigned *)) \
  X(int, H5Zfilter_avail, (int))                                                                          \
  X(hdf5_id, H5Screate_simple, (int, const hdf5_extent *, const hdf5_extent *))                           \
  X(int, H5Sclose, (hdf5_id))                                                                             \
  X(int, H5Sselect_hyperslab,                                                                             \
    (hdf5_id, int, const hdf5_extent *, const hdf5_extent *, const hdf5_extent *, const hdf5_extent *))   \
  X(int, H5Sget_simple_extent_ndims, (hdf5_id))                                                           \
  X(int, H5Sget_simple_extent_dims, (hdf5_id, hdf5_extent *, hdf5_extent *))                              \
  X(int, H5Tclose, (hdf5_id))                                                                             \
  X(int, H5Tget_class, (hdf5_id))                                                                         \
  X(size_t, H5Tget_size, (hdf5_id))

static struct {
#define POINTER(result, name, parameters) result(*name) parameters;
  FUNCTIONS(POINTER)
#undef POINTER
  // Under other names in other versions, or only in some.
  int (*get_link_info)(hdf5_id, const char *, link_record *, hdf5_id);
  int (*get_object_info)(hdf5_id, object_record *);
  int (*get_object_info_of)(hdf5_id, object_record *, unsigned);
  int (*set_file_locking)(hdf5_id, int, int);
  const hdf5_id *file_access, *dataset_access, *native_double, *native_float;
} library;

// What of the library is called, or 0 where one of it is missing.
static int find(void *handle) {
  int all = 1;
#define FIND(result, name, parameters) all &= (library.name = (result(*) parameters)dlsym(handle, #name)) != NULL;
  FUNCTIONS(FIND)
#undef FIND
  *(void **)&library.get_link_info = dlsym(handle, "H5Lget_info1");
  if (!library.get_link_info) *(void **)&library.get_link_info = dlsym(handle, "H5Lget_info");
  *(void **)&library.get_object_info_of = dlsym(handle, "H5Oget_info3");
  *(void **)&library.get_object_info = dlsym(handle, "H5Oget_info");
  *(void **)&library.set_file_locking = dlsym(handle, "H5Pset_file_locking");
  library.file_access = dlsym(handle, "H5P_CLS_FILE_ACCESS_ID_g");
  library.dataset_access = dlsym(handle, "H5P_CLS_DATASET_ACCESS_ID_g");
  library.native_double = dlsym(handle, "H5T_NATIVE_DOUBLE_g");
  library.native_float = dlsym(handle, "H5T_NATIVE_FLOAT_g");
  return all && library.get_link_info && (library.get_object_info_of || library.get_object_info) &&
         library.file_access && library.dataset_access && library.native_double && library.native_float;
}

// Whether a library that is loaded can be called as declared here.
static int fits(void *handle) {
  unsigned major = 0, minor = 0, patch = 0;
  if (!find(handle) || library.H5get_libversion(&major, &minor, &patch) < 0) return 0;
  return (major == 1 && minor >= 10) || major == 2;
}

int hdf5_load(void) {
  static void *handle;
  for (size_t number = 0; number < sizeof numbers / sizeof *numbers && !handle; number++)
    for (size_t name = 0; name < sizeof names / sizeof *names && !handle; name++) {
      char file[64];
      snprintf(file, sizeof file, "%s.so%s", names[name], numbers[number]);
      handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
      if (!handle) continue;
      if (fits(handle)) {
        // Before anything else is called.
        library.H5dont_atexit();
        library.H5open();
      } else {
        dlclose(handle);
        handle = NULL;
      }
    }
  return handle != NULL;
}

static int take_reason(unsigned depth, const error_record *error, void *reason) {
  if (depth == 0 && error->description) strncpy(reason, error->description, hdf5_reason_size - 1);
  return 0;
}

// The words of the last error: the library forgets them with its next call, even one that closes what is open.
static char last_reason[hdf5_reason_size];

static void keep_reason(void) {
  memset(last_reason, 0, sizeof last_reason);
  library.H5Ewalk2(as_default, upward, take_reason, last_reason);
}

void hdf5_reason(char *reason) { memcpy(reason, last_reason, sizeof last_reason); }

hdf5_id hdf5_open_file(const char *path) {
  library.H5Eset_auto2(as_default, NULL, NULL);
  const hdf5_id access = library.H5Pcreate(*library.file_access);
  if (library.set_file_locking) library.set_file_locking(access, 0, 1);
  const hdf5_id file = library.H5Fopen(path, read_only, access);
  if (file < 0) keep_reason();
  library.H5Pclose(access);
  return file;
}

void hdf5_close_file(hdf5_id file) { library.H5Fclose(file); }

int hdf5_is_hard_link(hdf5_id group, const char *name) {
  link_record info;
  return library.H5Lexists(group, name, as_default) > 0 &&
         library.get_link_info(group, name, &info, as_default) >= 0 && info.type == link_hard;
}

hdf5_id hdf5_open_object(hdf5_id group, const char *name) { return library.H5Oopen(group, name, as_default); }

void hdf5_close_object(hdf5_id object) { library.H5Oclose(object); }

hdf5_kind hdf5_kind_of(hdf5_id object) {
  const int kind = library.H5Iget_type(object);
  return kind == kind_group ? hdf5_group : kind == kind_dataset ? hdf5_dataset : hdf5_other;
}

static object_record place_of(hdf5_id object) {
  // Of what there is to know of an object only what is always known.
  const unsigned basic = 1;
  object_record info = {{0, 0}};
  const int result = library.get_object_info_of ? library.get_object_info_of(object, &info, basic)
                                                : library.get_object_info(object, &info);
  if (result < 0) info.place.address = 0;
  return info;
}

uint64_t hdf5_address(hdf5_id object) { return place_of(object).place.address; }

int hdf5_are_of_one_file(hdf5_id first, hdf5_id second) {
  return place_of(first).place.file == place_of(second).place.file;
}

hdf5_extent hdf5_member_count(hdf5_id group) {
  group_record info;
  return library.H5Gget_info(group, &info) < 0 ? 0 : info.group.links;
}

long hdf5_member_name(hdf5_id group, hdf5_extent index, char *name, size_t size) {
  return library.H5Lget_name_by_idx(group, ".", by_name, rising, index, name, size, as_default);
}

int hdf5_shape(hdf5_id dataset, hdf5_extent *extents) {
  const hdf5_id space = library.H5Dget_space(dataset);
  const int dimensions = library.H5Sget_simple_extent_ndims(space);
  if (dimensions > 0) library.H5Sget_simple_extent_dims(space, extents, NULL);
  library.H5Sclose(space);
  return dimensions < 0 ? 0 : dimensions;
}

size_t hdf5_float_bytes(hdf5_id dataset) {
  const hdf5_id type = library.H5Dget_type(dataset);
  const size_t bytes = library.H5Tget_class(type) == class_float ? library.H5Tget_size(type) : 0;
  library.H5Tclose(type);
  return bytes;
}

hdf5_id hdf5_open_dataset(hdf5_id group, const char *name, size_t cache_bytes) {
  const hdf5_id access = library.H5Pcreate(*library.dataset_access);
  // The number of its places and what leaves it first are the library's.
  library.H5Pset_chunk_cache(access, (size_t)-1, cache_bytes, -1);
  const hdf5_id dataset = library.H5Dopen2(group, name, access);
  if (dataset < 0) keep_reason();
  library.H5Pclose(access);
  return dataset;
}

int hdf5_chunk(hdf5_id dataset, hdf5_extent *extents) {
  const hdf5_id form = library.H5Dget_create_plist(dataset);
  const int has_chunks =
      library.H5Pget_layout(form) == layout_chunked && library.H5Pget_chunk(form, 2, extents) == 2;
  library.H5Pclose(form);
  return has_chunks;
}

int hdf5_is_elsewhere(hdf5_id dataset) {
  const hdf5_id form = library.H5Dget_create_plist(dataset);
  const int is_elsewhere =
      library.H5Pget_layout(form) == layout_virtual || library.H5Pget_external_count(form) > 0;
  library.H5Pclose(form);
  return is_elsewhere;
}

int hdf5_missing_filter(hdf5_id dataset, char *name, size_t size) {
  const hdf5_id form = library.H5Dget_create_plist(dataset);
  int missing = 0;
  for (int index = 0; index < library.H5Pget_nfilters(form) && !missing; index++) {
    unsigned flags = 0, settings = 0;
    size_t count = 0;
    memset(name, 0, size);
    const int number = library.H5Pget_filter2(form, index, &flags, &count, NULL, size, name, &settings);
    if (library.H5Zfilter_avail(number) <= 0) missing = number;
  }
  library.H5Pclose(form);
  return missing;
}

int hdf5_read_rows(hdf5_id dataset, int as_doubles, hdf5_extent first, hdf5_extent rows, hdf5_extent columns,
                   void *values) {
  const hdf5_extent start[2] = {first, 0}, count[2] = {rows, columns};
  const hdf5_id type = as_doubles ? *library.native_double : *library.native_float;
  const hdf5_id in_file = library.H5Dget_space(dataset), in_memory = library.H5Screate_simple(2, count, NULL);
  int result = library.H5Sselect_hyperslab(in_file, set, start, NULL, count, NULL);
  if (result >= 0) result = library.H5Dread(dataset, type, in_memory, in_file, as_default, values);
  if (result < 0) keep_reason();
  library.H5Sclose(in_memory);
  library.H5Sclose(in_file);
  return result;
}
