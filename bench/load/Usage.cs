namespace XmppLoad;

internal readonly record struct Usage(double CpuMs, long RssKb, int Processes);
