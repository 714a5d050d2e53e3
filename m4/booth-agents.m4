# BA_REQUIRE_CXX20: a compiler that knows C++20 (g++ 12 and newer do).
AC_DEFUN([BA_REQUIRE_CXX20], [
  AC_MSG_CHECKING([for -std=c++20])
  CXX="$CXX -std=c++20"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <span>
#include <compare>]], [[std::span<int> s; return static_cast<int>(s.size());]])],
    [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([the C++ compiler $CXX does not know C++20; install g++ 12 or newer])])
])

# BA_CHECK_BOOST_PROGRAM_OPTIONS: Boost has no pkg-config file.
AC_DEFUN([BA_CHECK_BOOST_PROGRAM_OPTIONS], [
  AC_MSG_CHECKING([for Boost.Program_options])
  ba_save_LIBS=$LIBS
  LIBS="-lboost_program_options $LIBS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <boost/program_options.hpp>]],
      [[boost::program_options::options_description d("x"); return d.options().empty() ? 0 : 1;]])],
    [AC_MSG_RESULT([yes])
     BOOST_PROGRAM_OPTIONS_LIBS=-lboost_program_options],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([Boost.Program_options not found; install libboost-program-options-dev or boost-devel])])
  LIBS=$ba_save_LIBS
  AC_SUBST([BOOST_PROGRAM_OPTIONS_LIBS])
])

# BA_CHECK_BOOST_TEST: needed by make check only, so a missing one is no error.
AC_DEFUN([BA_CHECK_BOOST_TEST], [
  AC_CHECK_HEADER([boost/test/included/unit_test.hpp], [ba_boost_test=yes], [ba_boost_test=no])
  AM_CONDITIONAL([HAVE_BOOST_TEST], [test "$ba_boost_test" = yes])
])

# BA_ARG_DIRECTORY(VARIABLE, OPTION, DEFAULT, HELP)
AC_DEFUN([BA_ARG_DIRECTORY], [
  AC_ARG_WITH([$2], [AS_HELP_STRING([--with-$2=DIR], [$4 @<:@$3@:>@])],
    [$1=$withval], [$1=$3])
  AC_SUBST([$1])
])

# BA_WITH_SYSTEMD: libsystemd where it is there, and where units go. Without it booth-helperd has no unit.
AC_DEFUN([BA_WITH_SYSTEMD], [
  AC_ARG_WITH([systemd],
    [AS_HELP_STRING([--without-systemd], [neither libsystemd nor a unit @<:@if libsystemd is there@:>@])],
    [], [with_systemd=check])
  ba_systemd=no
  AS_IF([test "$with_systemd" != no], [
    PKG_CHECK_MODULES([SYSTEMD], [libsystemd >= 239], [ba_systemd=yes],
      [AS_IF([test "$with_systemd" = yes],
        [AC_MSG_ERROR([libsystemd not found; install libsystemd-dev or systemd-devel, or say --without-systemd])])])
  ])
  AS_IF([test "$ba_systemd" = yes], [AC_DEFINE([HAVE_SYSTEMD], [1], [libsystemd is there])])
  AM_CONDITIONAL([HAVE_SYSTEMD], [test "$ba_systemd" = yes])
  PKG_CHECK_VAR([ba_unit_dir], [systemd], [systemdsystemunitdir], [], [ba_unit_dir=/usr/lib/systemd/system])
  BA_ARG_DIRECTORY([systemdsystemunitdir], [systemdsystemunitdir], [$ba_unit_dir], [folder of systemd's units])
])

# BA_WARNINGS: WARNING_CXXFLAGS holds what this compiler knows; --enable-werror makes them errors.
AC_DEFUN([BA_WARNINGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])],
    [], [enable_werror=no])
  WARNING_CXXFLAGS=
  for ba_flag in -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast \
      -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wundef; do
    ba_save_CXXFLAGS=$CXXFLAGS
    CXXFLAGS="$CXXFLAGS -Werror $ba_flag"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM()], [WARNING_CXXFLAGS="$WARNING_CXXFLAGS $ba_flag"])
    CXXFLAGS=$ba_save_CXXFLAGS
  done
  AS_IF([test "$enable_werror" = yes], [WARNING_CXXFLAGS="$WARNING_CXXFLAGS -Werror"])
  AC_SUBST([WARNING_CXXFLAGS])
])

# BA_SYSTEM_HEADERS(VARIABLE): makes the folders in VARIABLE system folders for the compiler.
AC_DEFUN([BA_SYSTEM_HEADERS], [
  $1=`AS_ECHO(["$$1"]) | $SED 's/-I/-isystem /g'`
])

# BA_STATIC_RUNTIME: links the C++ runtime (STATIC_RUNTIME_LDFLAGS), Boost and nettle statically where
# that can be, which saves half of the start-up time of a program that runs at every monitor.
AC_DEFUN([BA_STATIC_RUNTIME], [
  AC_ARG_ENABLE([static-runtime],
    [AS_HELP_STRING([--disable-static-runtime], [link the C++ runtime, Boost and nettle dynamically (slower to start)])],
    [], [enable_static_runtime=yes])
  STATIC_RUNTIME_LDFLAGS=
  AS_IF([test "$enable_static_runtime" = yes], [
    ba_save_LDFLAGS=$LDFLAGS
    ba_save_LIBS=$LIBS
    AC_MSG_CHECKING([for a static C++ runtime])
    LDFLAGS="$LDFLAGS -static-libstdc++ -static-libgcc"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string>]], [[return std::string("x").empty();]])],
      [AC_MSG_RESULT([yes])
       STATIC_RUNTIME_LDFLAGS="-static-libstdc++ -static-libgcc -Wl,--gc-sections"],
      [AC_MSG_RESULT([no])])
    AC_MSG_CHECKING([for a static Boost.Program_options])
    LIBS="-l:libboost_program_options.a $LIBS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <boost/program_options.hpp>]],
        [[boost::program_options::options_description d("x"); return d.options().empty() ? 0 : 1;]])],
      [AC_MSG_RESULT([yes])
       BOOST_PROGRAM_OPTIONS_LIBS=-l:libboost_program_options.a],
      [AC_MSG_RESULT([no])])
    AC_MSG_CHECKING([for a static nettle])
    LIBS="-l:libnettle.a $ba_save_LIBS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <nettle/hmac.h>]], [[hmac_sha1_ctx c; hmac_sha1_set_key(&c, 0, nullptr);]])],
      [AC_MSG_RESULT([yes])
       NETTLE_LIBS=-l:libnettle.a],
      [AC_MSG_RESULT([no])])
    LDFLAGS=$ba_save_LDFLAGS
    LIBS=$ba_save_LIBS
  ])
  AC_SUBST([STATIC_RUNTIME_LDFLAGS])
])
