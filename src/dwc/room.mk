# src/dwc/room.mk: sources and unit tests of dwc/
libvasculum_a_SOURCES += \
	src/dwc/term.h \
	src/dwc/record.h \
	src/dwc/date.h \
	src/dwc/place.h \
	src/dwc/verdict.h \
	src/dwc/quality.h
