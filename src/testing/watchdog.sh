# Runs a server for as long as its launcher lives: started with the launcher's pipe as standard
# input, the server's folder as first argument and the server's command after it. The pipe's end
# comes when the launcher ends, however it does.
folder=$1
shift
PATH=$PATH:/usr/bin:/bin
trap '' HUP INT TERM
exec 3<&0
"$@" </dev/null >"$folder/log" 2>&1 3<&- &
server=$!
{
    # Nothing is ever written to the pipe: this waits for its end.
    read -r _ <&3
    # Again until it has ended: a server that is just starting may not listen yet.
    until [ -e "$folder/exited" ] || ! kill -QUIT "$server" 2>/dev/null; do
        sleep 0.01 2>/dev/null || sleep 1
    done
} &
wait "$server"
echo "$?" >"$folder/exited"
wait
rm -rf "$folder"
