# Runs a server for as long as its launcher lives: started with the launcher's pipe as standard
# input, the server's folder as first argument and the server's command after it. The pipe's end
# comes when the launcher ends, however it does.
folder=$1
shift
PATH=$PATH:/usr/bin:/bin
trap '' HUP INT TERM
exec 3<&0
pause() {
    sleep 0.01 2>/dev/null || sleep 1
}
{
    # Nothing is ever written to the pipe: this waits for its end.
    read -r _ <&3
    : >"$folder/ending"
    # Again until it has ended: a server that is just starting may not listen yet.
    until [ -e "$folder/exited" ] || ! kill -QUIT "$(cat "$folder/pid")" 2>/dev/null; do
        # What a server makes of the one signal PgBouncer before 1.23 makes of the other.
        kill -TERM "$(cat "$folder/pid")" 2>/dev/null
        pause
    done
} &
while :; do
    "$@" </dev/null >>"$folder/log" 2>&1 3<&- &
    server=$!
    echo "$server" >"$folder/pid"
    # The end came between two servers, when there was none to tell.
    [ -e "$folder/ending" ] && kill -QUIT "$server" 2>/dev/null
    wait "$server"
    code=$?
    # One that was crashed on purpose may be wanted again.
    [ -e "$folder/crashed" ] || break
    until [ -e "$folder/again" ] || [ -e "$folder/ending" ]; do
        pause
    done
    [ -e "$folder/ending" ] && break
    rm -f "$folder/crashed" "$folder/again"
done
echo "$code" >"$folder/exited"
wait
rm -rf "$folder"
