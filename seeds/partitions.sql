select kaboom.ensure_partitions();
