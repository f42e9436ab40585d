#ifndef HDF5_SHIM_H
#define HDF5_SHIM_H

#include <hdf5.h>
#include <stdint.h>
#include <string.h>

// Much of HDF5's interface is macros, which Swift cannot call, or has other types in other versions.

enum {
  /// Room for the words of an error, with the NUL behind them.
  hdf5_reason_size = 256
};

static inline herr_t hdf5_take_reason(unsigned depth, const H5E_error2_t *error, void *reason) {
  if (depth == 0 && error->desc) strncpy((char *)reason, error->desc, hdf5_reason_size - 1);
  return 0;
}

/// Writes the words of the last error where it arose; nothing if the library has none.
static inline void hdf5_reason(char *reason) {
  memset(reason, 0, hdf5_reason_size);
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, hdf5_take_reason, reason);
}

/// Opens a file for reading; negative on failure.
///
/// The file is not locked: file systems of clusters often cannot lock files, and nobody writes here. Errors are
/// not written to the standard error, nor is what the library has to say of damaged files when the process ends.
static inline hid_t hdf5_open_file(const char *path) {
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
#if H5_VERSION_GE(1, 12, 1) || (!H5_VERSION_GE(1, 12, 0) && H5_VERSION_GE(1, 10, 7))
  H5Pset_file_locking(access, 0, 1);
#endif
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
  H5Pclose(access);
  return file;
}

/// How a name stands for what it names in a group; H5L_TYPE_ERROR if there is no such name.
static inline H5L_type_t hdf5_link_type(hid_t group, const char *name) {
  H5L_info_t info;
  if (H5Lexists(group, name, H5P_DEFAULT) <= 0) return H5L_TYPE_ERROR;
  return H5Lget_info(group, name, &info, H5P_DEFAULT) < 0 ? H5L_TYPE_ERROR : info.type;
}

static inline hid_t hdf5_open_object(hid_t group, const char *name) {
  return H5Oopen(group, name, H5P_DEFAULT);
}

/// What tells an object from all others of its file, by whatever names it is opened; 0 on failure.
static inline uint64_t hdf5_address(hid_t object) {
  uint64_t address = 0;
#if H5_VERSION_GE(1, 12, 0)
  H5O_info2_t info;
  if (H5Oget_info3(object, &info, H5O_INFO_BASIC) >= 0) {
    memcpy(&address, &info.token, sizeof address);
  }
#else
  H5O_info_t info;
  if (H5Oget_info(object, &info) >= 0) address = info.addr;
#endif
  return address;
}

static inline hsize_t hdf5_member_count(hid_t group) {
  H5G_info_t info;
  return H5Gget_info(group, &info) < 0 ? 0 : info.nlinks;
}

/// Writes the name of a member of a group, by rising names; returns its length, negative on failure.
static inline ssize_t hdf5_member_name(hid_t group, hsize_t index, char *name, size_t size) {
  return H5Lget_name_by_idx(
      group, ".", H5_INDEX_NAME, H5_ITER_INC, index, name, size, H5P_DEFAULT);
}

/// Opens a dataset again with a cache of its chunks that has so many bytes.
static inline hid_t hdf5_open_dataset(hid_t group, const char *name, size_t cache_bytes) {
  hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
  H5Pset_chunk_cache(
      access, H5D_CHUNK_CACHE_NSLOTS_DEFAULT, cache_bytes, H5D_CHUNK_CACHE_W0_DEFAULT);
  hid_t dataset = H5Dopen2(group, name, access);
  H5Pclose(access);
  return dataset;
}

/// Reads some rows of a dataset of two dimensions as doubles or as floats; negative on failure.
static inline herr_t hdf5_read_rows(
    hid_t dataset, int as_doubles, hsize_t first, hsize_t rows, hsize_t columns, void *values) {
  const hsize_t start[2] = {first, 0}, count[2] = {rows, columns};
  hid_t type = as_doubles ? H5T_NATIVE_DOUBLE : H5T_NATIVE_FLOAT;
  hid_t in_file = H5Dget_space(dataset), in_memory = H5Screate_simple(2, count, NULL);
  herr_t result = H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start, NULL, count, NULL);
  if (result >= 0) result = H5Dread(dataset, type, in_memory, in_file, H5P_DEFAULT, values);
  H5Sclose(in_memory);
  H5Sclose(in_file);
  return result;
}

#endif
