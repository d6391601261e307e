# src/review/room.mk: sources and unit tests of review/
libvasculum_a_SOURCES += \
	src/review/query.h \
	src/review/review.h \
	src/review/draft.h \
	src/review/preview.h

# The preview thread.
libvasculum_a_SOURCES += \
	src/review/preview.c \
	src/review/gallery.c src/review/gallery.h \
	src/review/preview_reply.c src/review/preview_reply.h \
	src/review/shelf.c src/review/shelf.h

unit_tests += tests/unit/test_preview
tests_unit_test_preview_SOURCES = tests/unit/test_preview.c \
	tests/unit/jpegs.c tests/unit/jpegs.h
tests_unit_test_preview_LDADD = $(test_libs)
