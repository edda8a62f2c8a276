namespace XmppLoad;

internal enum Unit { None, StreamOpen, Stanza, StreamClose }
