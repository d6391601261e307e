# src/image/room.mk: sources and unit tests of image/
libvasculum_a_SOURCES += \
	src/image/bitmap.h \
	src/image/picture.h \
	src/image/labels.h
