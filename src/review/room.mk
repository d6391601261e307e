# src/review/room.mk: sources and unit tests of review/
libvasculum_a_SOURCES += \
	src/review/query.h \
	src/review/review.h \
	src/review/draft.h \
	src/review/preview.h
