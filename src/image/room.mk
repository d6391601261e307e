# src/image/room.mk: sources and unit tests of image/

# decode/: image files
libvasculum_a_SOURCES += \
	src/image/decode/chunk.c src/image/decode/chunk.h \
	src/image/decode/crop.c src/image/decode/crop.h \
	src/image/decode/exif.c src/image/decode/exif.h \
	src/image/decode/jpeg.c src/image/decode/jpeg.h \
	src/image/decode/jpeg_cut.c src/image/decode/jpeg_cut.h \
	src/image/decode/jpeg_parts.c \
	src/image/decode/jpeg_reader.c src/image/decode/jpeg_reader.h \
	src/image/decode/part.c src/image/decode/part.h \
	src/image/decode/picture.c src/image/decode/picture.h \
	src/image/decode/tiff.c src/image/decode/tiff.h \
	src/image/decode/tiff_pages.c src/image/decode/tiff_pages.h \
	src/image/decode/tiff_reader.c src/image/decode/tiff_reader.h
if OCR
libvasculum_a_SOURCES += \
	src/image/decode/lept.c src/image/decode/lept.h
endif

# encode/: image files that are written
libvasculum_a_SOURCES += \
	src/image/encode/jpeg_write.c src/image/encode/jpeg_write.h

# codes/: bar codes and matrix codes
libvasculum_a_SOURCES += \
	src/image/codes/code.c src/image/codes/code.h \
	src/image/codes/codes.c src/image/codes/codes.h \
	src/image/codes/level.c src/image/codes/level.h \
	src/image/codes/matrix.c src/image/codes/matrix.h \
	src/image/codes/scan.c src/image/codes/scan.h \
	src/image/codes/texture.c src/image/codes/texture.h

# find/: what is on a sheet
libvasculum_a_SOURCES += \
	src/image/find/ink.c src/image/find/ink.h \
	src/image/find/labels.c src/image/find/labels.h

# facts/: what the picture of a sheet shows by itself
libvasculum_a_SOURCES += \
	src/image/facts/facts.c src/image/facts/facts.h \
	src/image/facts/facts_json.c \
	src/image/facts/transcript.c src/image/facts/transcript.h \
	src/image/facts/transcript_text.c \
	src/image/facts/place.c src/image/facts/place.h \
	src/image/facts/rows.c src/image/facts/rows.h \
	src/image/facts/words.c src/image/facts/words.h

# pixels/: pixels in memory
libvasculum_a_SOURCES += \
	src/image/pixels/bitmap.c src/image/pixels/bitmap.h \
	src/image/pixels/planes.c src/image/pixels/planes.h \
	src/image/pixels/reduce.c src/image/pixels/reduce.h \
	src/image/pixels/resize.c src/image/pixels/resize.h \
	src/image/pixels/turn.h

# palette/: few colours, and pictures in them
libvasculum_a_SOURCES += \
	src/image/palette/colours.c src/image/palette/colours.h \
	src/image/palette/palette.c src/image/palette/palette.h \
	src/image/palette/palette_grow.c \
	src/image/palette/palette_map.c

# show/: pictures for terminals
libvasculum_a_SOURCES += \
	src/image/show/cells.c src/image/show/cells.h \
	src/image/show/digits.c src/image/show/digits.h \
	src/image/show/frame.c src/image/show/frame.h \
	src/image/show/iterm.c src/image/show/iterm.h \
	src/image/show/kitty.c src/image/show/kitty.h \
	src/image/show/png.c src/image/show/png.h \
	src/image/show/protocol.h \
	src/image/show/sixel.c src/image/show/sixel.h \
	src/image/show/shown.c src/image/show/shown.h \
	src/image/show/tone.c src/image/show/tone.h \
	src/image/show/view.c src/image/show/view.h

unit_tests += tests/unit/image/test_bitmap tests/unit/image/test_picture
tests_unit_image_test_bitmap_SOURCES = tests/unit/image/test_bitmap.c
tests_unit_image_test_bitmap_LDADD = $(test_libs)
tests_unit_image_test_picture_SOURCES = tests/unit/image/test_picture.c \
	tests/kit/jpegs.c tests/kit/jpegs.h
tests_unit_image_test_picture_LDADD = $(test_libs)

unit_tests += tests/unit/image/test_tiff
tests_unit_image_test_tiff_SOURCES = tests/unit/image/test_tiff.c \
	tests/kit/jpegs.c tests/kit/jpegs.h \
	tests/kit/scratch.c tests/kit/scratch.h \
	tests/kit/tiffs.c tests/kit/tiffs.h
tests_unit_image_test_tiff_LDADD = $(test_libs)

unit_tests += tests/unit/image/test_sixel
tests_unit_image_test_sixel_SOURCES = tests/unit/image/test_sixel.c
tests_unit_image_test_sixel_LDADD = $(test_libs)

unit_tests += tests/unit/image/test_kitty
tests_unit_image_test_kitty_SOURCES = tests/unit/image/test_kitty.c \
	tests/kit/png_kit.c tests/kit/png_kit.h
tests_unit_image_test_kitty_LDADD = $(test_libs)

unit_tests += tests/unit/image/test_iterm
tests_unit_image_test_iterm_SOURCES = tests/unit/image/test_iterm.c \
	tests/kit/png_kit.c tests/kit/png_kit.h
tests_unit_image_test_iterm_LDADD = $(test_libs)

unit_tests += tests/unit/image/test_cells
tests_unit_image_test_cells_SOURCES = tests/unit/image/test_cells.c
tests_unit_image_test_cells_LDADD = $(test_libs)

unit_tests += tests/unit/image/test_show
tests_unit_image_test_show_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_picture
tests_fuzz_fuzz_picture_SOURCES = tests/fuzz/fuzz_picture.c $(fuzz_main)
tests_fuzz_fuzz_picture_LDADD = $(core_libs)
tests_fuzz_fuzz_picture_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)

unit_tests += tests/unit/image/test_labels
tests_unit_image_test_labels_SOURCES = tests/unit/image/test_labels.c
tests_unit_image_test_labels_LDADD = $(test_libs)

unit_tests += tests/unit/image/test_jpeg_write
tests_unit_image_test_jpeg_write_SOURCES = tests/unit/image/test_jpeg_write.c \
	tests/kit/jpegs.c tests/kit/jpegs.h
tests_unit_image_test_jpeg_write_LDADD = $(test_libs)

unit_tests += tests/unit/image/test_rows
tests_unit_image_test_rows_LDADD = $(test_libs)
unit_tests += tests/unit/image/test_transcript
tests_unit_image_test_transcript_LDADD = $(test_libs)
unit_tests += tests/unit/image/test_facts
tests_unit_image_test_facts_LDADD = $(test_libs)

check_PROGRAMS += tests/tools/find_codes
tests_tools_find_codes_SOURCES = tests/tools/find_codes.c
tests_tools_find_codes_LDADD = $(core_libs)

unit_tests += tests/unit/image/test_codes
tests_unit_image_test_codes_SOURCES = tests/unit/image/test_codes.c \
	tests/kit/barcodes.c tests/kit/barcodes.h \
	tests/kit/scratch.c tests/kit/scratch.h
tests_unit_image_test_codes_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_codes
tests_fuzz_fuzz_codes_SOURCES = tests/fuzz/fuzz_codes.c $(fuzz_main)
tests_fuzz_fuzz_codes_LDADD = $(core_libs)
tests_fuzz_fuzz_codes_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
