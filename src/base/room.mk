# src/base/room.mk: sources and unit tests of base/

libvasculum_a_SOURCES += \
	src/base/array.c src/base/array.h \
	src/base/asset.c src/base/asset.h \
	src/base/box.h \
	src/base/bytes.c src/base/bytes.h \
	src/base/clock.c src/base/clock.h \
	src/base/days.c src/base/days.h \
	src/base/compiler.h \
	src/base/error.c src/base/error.h \
	src/base/argv.c src/base/argv.h \
	src/base/file.c src/base/file.h \
	src/base/hash.c src/base/hash.h \
	src/base/human.c src/base/human.h \
	src/base/json.c src/base/json.h \
	src/base/json_digits.c src/base/json_write.c \
	src/base/limits.c src/base/limits.h \
	src/base/list.c src/base/list.h \
	src/base/mailbox.c src/base/mailbox.h \
	src/base/mem.c src/base/mem.h \
	src/base/notify.c src/base/notify.h \
	src/base/ordered.c src/base/ordered.h \
	src/base/process.c src/base/process.h \
	src/base/text.c src/base/text.h \
	src/base/thread.c src/base/thread.h \
	src/base/tsv.c src/base/tsv.h \
	src/base/xdg.c src/base/xdg.h

nodist_libvasculum_a_SOURCES = data/assets.inc
src/base/asset.$(OBJEXT): data/assets.inc

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
