using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>
/// Keeps the hand-over of an account's messages in the order of its archive (cases MAM-05): two that come at once get
/// their ids in some order, are committed together, and would then race for the outbox.
/// </summary>
internal sealed class AccountTurns
{
    private const int Stripes = 64;

    private readonly Lock[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new Lock())];
    private readonly Dictionary<Jid, Turn>[] _last = [.. Enumerable.Range(0, Stripes).Select(_ => new Dictionary<Jid, Turn>())];

    /// <summary>
    /// Runs <paramref name="take"/>, which gives a message its place (its archive id), and takes the turn that goes with
    /// it; null when it gives none.
    /// </summary>
    public (T Value, Turn Turn)? Take<T>(Jid account, Func<T?> take)
        where T : struct
    {
        var stripe = account.GetHashCode() & (Stripes - 1);
        lock (_locks[stripe])
        {
            if (take() is not { } value)
                return null;
            var turn = new Turn(this, account, _last[stripe].GetValueOrDefault(account));
            _last[stripe][account] = turn;
            return (value, turn);
        }
    }

    private void Leave(Jid account, Turn turn)
    {
        var stripe = account.GetHashCode() & (Stripes - 1);
        lock (_locks[stripe])
        {
            if (_last[stripe].GetValueOrDefault(account) == turn)
                _last[stripe].Remove(account);
        }
    }

    /// <summary>
    /// One message's place among its account's. Whoever has one must end it, whatever happens: the next waits for it. A
    /// stanza may have two, the sender's and then the recipient's; as each waits only for turns taken earlier, nobody
    /// waits in a circle.
    /// </summary>
    public sealed class Turn
    {
        private readonly AccountTurns _turns;
        private readonly Jid _account;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Turn(AccountTurns turns, Jid account, Turn? before)
        {
            _turns = turns;
            _account = account;
            Reached = before?._ended.Task ?? Task.CompletedTask;
        }

        /// <summary>Completes when the message before has been handed over.</summary>
        public Task Reached { get; }

        /// <summary>Lets the next one go. Later calls do nothing.</summary>
        public void End()
        {
            if (_ended.TrySetResult())
                _turns.Leave(_account, this);
        }
    }
}
