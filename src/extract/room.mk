# src/extract/room.mk: sources and unit tests of extract/
libvasculum_a_SOURCES += \
	src/extract/extractor.h \
	src/extract/remote.h
