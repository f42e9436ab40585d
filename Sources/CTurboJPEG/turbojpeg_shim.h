#ifndef TURBOJPEG_SHIM_H
#define TURBOJPEG_SHIM_H

#include <turbojpeg.h>

#endif
