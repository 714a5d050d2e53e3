# RPM.
