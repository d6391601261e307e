# src/base/room.mk: sources and unit tests of base/

# What nearly every file says.
libvasculum_a_SOURCES += \
	src/base/array.c src/base/array.h \
	src/base/ascii.h \
	src/base/box.h \
	src/base/bytes.c src/base/bytes.h \
	src/base/compiler.h \
	src/base/error.c src/base/error.h \
	src/base/hash.c src/base/hash.h \
	src/base/human.c src/base/human.h \
	src/base/list.c src/base/list.h \
	src/base/mem.c src/base/mem.h \
	src/base/mix.h \
	src/base/text.c src/base/text.h

# time/: clocks and calendar
libvasculum_a_SOURCES += \
	src/base/time/clock.c src/base/time/clock.h \
	src/base/time/days.c src/base/time/days.h

# json/: texts as trees, and back
libvasculum_a_SOURCES += \
	src/base/json/digits.c \
	src/base/json/json.c src/base/json/json.h \
	src/base/json/write.c

# file/: files, and tables in them
libvasculum_a_SOURCES += \
	src/base/file/asset.c src/base/file/asset.h \
	src/base/file/file.c src/base/file/file.h \
	src/base/file/notify.c src/base/file/notify.h \
	src/base/file/tsv.c src/base/file/tsv.h \
	src/base/file/xdg.c src/base/file/xdg.h

# thread/: threads and what they give each other
libvasculum_a_SOURCES += \
	src/base/thread/mailbox.c src/base/thread/mailbox.h \
	src/base/thread/ordered.c src/base/thread/ordered.h \
	src/base/thread/thread.c src/base/thread/thread.h

# process/: this process, and others
libvasculum_a_SOURCES += \
	src/base/process/argv.c src/base/process/argv.h \
	src/base/process/limits.c src/base/process/limits.h \
	src/base/process/process.c src/base/process/process.h

nodist_libvasculum_a_SOURCES = data/assets.inc
src/base/file/asset.$(OBJEXT): data/assets.inc

unit_tests += \
	tests/unit/base/test_base \
	tests/unit/base/test_text \
	tests/unit/base/test_json \
	tests/unit/base/test_argv \
	tests/unit/base/test_list \
	tests/unit/base/test_mailbox \
	tests/unit/base/test_ordered \
	tests/unit/base/test_tsv
tests_unit_base_test_base_LDADD = $(test_libs)
tests_unit_base_test_text_LDADD = $(test_libs)
tests_unit_base_test_argv_LDADD = $(test_libs)
tests_unit_base_test_list_LDADD = $(test_libs)
tests_unit_base_test_json_LDADD = $(test_libs)
tests_unit_base_test_mailbox_LDADD = $(test_libs)
tests_unit_base_test_ordered_LDADD = $(test_libs)
tests_unit_base_test_tsv_LDADD = $(test_libs)
