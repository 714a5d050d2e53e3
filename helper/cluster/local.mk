# Everything that speaks Pacemaker's API, which differs between generations.
