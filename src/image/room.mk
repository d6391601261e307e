# src/image/room.mk: sources and unit tests of image/
libvasculum_a_SOURCES += \
	src/image/bitmap.c src/image/bitmap.h \
	src/image/resize.c src/image/resize.h \
	src/image/exif.c src/image/exif.h \
	src/image/jpeg.c src/image/jpeg.h \
	src/image/jpeg_reader.c src/image/jpeg_reader.h \
	src/image/jpeg_parts.c \
	src/image/jpeg_write.c src/image/jpeg_write.h \
	src/image/planes.c src/image/planes.h \
	src/image/part.c src/image/part.h \
	src/image/reduce.c src/image/reduce.h \
	src/image/picture.c src/image/picture.h \
	src/image/palette.c src/image/palette.h \
	src/image/sixel.c src/image/sixel.h \
	src/image/cells.c src/image/cells.h \
	src/image/view.c src/image/view.h \
	src/image/frame.c src/image/frame.h \
	src/image/ink.c src/image/ink.h \
	src/image/labels.c src/image/labels.h
if OCR
libvasculum_a_SOURCES += src/image/lept.c src/image/lept.h
endif

unit_tests += tests/unit/test_bitmap tests/unit/test_picture
tests_unit_test_bitmap_SOURCES = tests/unit/test_bitmap.c
tests_unit_test_bitmap_LDADD = $(test_libs)
tests_unit_test_picture_SOURCES = tests/unit/test_picture.c \
	tests/unit/jpegs.c tests/unit/jpegs.h
tests_unit_test_picture_LDADD = $(test_libs)

unit_tests += tests/unit/test_sixel
tests_unit_test_sixel_SOURCES = tests/unit/test_sixel.c
tests_unit_test_sixel_LDADD = $(test_libs)

unit_tests += tests/unit/test_cells
tests_unit_test_cells_SOURCES = tests/unit/test_cells.c
tests_unit_test_cells_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_picture
tests_fuzz_fuzz_picture_SOURCES = tests/fuzz/fuzz_picture.c $(fuzz_main)
tests_fuzz_fuzz_picture_LDADD = $(core_libs)
tests_fuzz_fuzz_picture_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)

unit_tests += tests/unit/test_labels
tests_unit_test_labels_SOURCES = tests/unit/test_labels.c
tests_unit_test_labels_LDADD = $(test_libs)

unit_tests += tests/unit/test_jpeg_write
tests_unit_test_jpeg_write_SOURCES = tests/unit/test_jpeg_write.c \
	tests/unit/jpegs.c tests/unit/jpegs.h
tests_unit_test_jpeg_write_LDADD = $(test_libs)
