# src/batch/room.mk: sheets that are asked about in a provider's batch

libvasculum_a_SOURCES += \
	src/batch/cancel.c src/batch/cancel.h \
	src/batch/chunk.c src/batch/chunk.h \
	src/batch/chunk_file.c src/batch/chunk_file.h \
	src/batch/client.c src/batch/client.h \
	src/batch/deliver.c src/batch/deliver.h \
	src/batch/heal.c src/batch/heal.h \
	src/batch/look.c src/batch/look.h \
	src/batch/money.c src/batch/money.h \
	src/batch/plan.c src/batch/plan.h \
	src/batch/session.c src/batch/session.h \
	src/batch/settle.c src/batch/settle.h \
	src/batch/sheets.c src/batch/sheets.h \
	src/batch/submit.c src/batch/submit.h \
	src/batch/told.c src/batch/told.h
