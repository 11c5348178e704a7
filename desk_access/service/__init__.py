"""The running system: threads, queues, recognition, enrolment."""
