/** What `recurve cluster` and its hosts say of mistakes, in the form of `errors.ts`. */
export const ofHosts: Readonly<Record<string, string>> = {
  // what is there and what is missing
  "recurve cluster check looks again": "可用 recurve cluster check 再检查一次",
  "The launcher {1} cannot be used yet: {2}.": "启动方式 {1} 还不能使用：{2}。",
  "{1} has no {2}: {3} -m pip install {4}": "{1} 缺少 {2}：{3} -m pip install {4}",
  "{1} has no {2}.": "{1} 缺少 {2}。",
  "{1} of Ray has no {2}: on all hosts, {3} -m pip install {4}":
    "Ray 的 {1} 缺少 {2}：在所有主机上执行 {3} -m pip install {4}",
  "{1} is not there; name one with --python, of version 3.10 or later.":
    "没有 {1}；请用 --python 指定 3.10 或更新的版本。",
  "{1} says: {2}; name one with --python, of version 3.10 or later.":
    "{1} 报告：{2}；请用 --python 指定 3.10 或更新的版本。",
  "{1} is not there; name with --python the one that Ray runs on.": "没有 {1}；请用 --python 指定运行 Ray 的那个。",
  "{1} does not run: {2}; name with --python the one that Ray runs on.":
    "{1} 无法运行：{2}；请用 --python 指定运行 Ray 的那个。",
  "{1} cannot be reached: {2}": "无法连接 {1}：{2}",
  "{1} cannot be written to on {2}.": "在 {2} 上无法写入 {1}。",
  "{1} on {2} cannot be written to.": "在 {2} 上无法写入 {1}。",
  "{1} on {2} is not that of {3}: all hosts must see one folder.":
    "{2} 上的 {1} 不是 {3} 的那个：所有主机必须看到同一个目录。",
  "The folder {1} on {2} is not that of the first process.": "{2} 上的目录 {1} 不是第一个进程的那个。",
  "keep the job in a folder that all hosts see, at the same path": "请把作业放在所有主机以同一路径看到的目录中",
  "keep the job in a folder that all hosts see": "请把作业放在所有主机都看到的目录中",
  "The data are not there on {1}: {2}.": "{1} 上没有数据：{2}。",
  "sinfo is not there on {1}: name a login node with --login.": "{1} 上没有 sinfo：请用 --login 指定登录节点。",
  "Slurm does not answer on {1}: {2}": "{1} 上的 Slurm 没有应答：{2}",
  "{1} nodes with {2} processors each are asked for; of {3} that can be used, {4} have so many.":
    "需要 {1} 个各有 {2} 个处理器的节点；可用的 {3} 个中有 {4} 个满足。",
  "{1} processes ask for {2}, and Ray's cluster has {3}: ask for fewer.":
    "{1} 个进程需要 {2}，而 Ray 集群有 {3}：请减少要求。",
  "{1} processes ask for {2}; Ray's cluster has {3}.": "{1} 个进程需要 {2}；Ray 集群有 {3}。",
  "ask for fewer processes, or for less for each": "请减少进程数，或减少每个进程的要求",
  // Ray's dashboard
  "No dashboard of Ray's answers at {1}.": "{1} 上没有 Ray 的仪表板应答。",
  'name it with --address, such as http://127.0.0.1:8265; ray needs its dashboard: pip install "ray[default]"':
    '请用 --address 指定，例如 http://127.0.0.1:8265；Ray 需要仪表板：pip install "ray[default]"',
  "What answers at {1} is not Ray's dashboard.": "在 {1} 应答的不是 Ray 的仪表板。",
  "its port is 8265 unless --dashboard-port of ray start says otherwise; 6379 and 10001 are others of Ray's":
    "除非 ray start 的 --dashboard-port 另有指定，端口是 8265；6379 和 10001 是 Ray 的其他端口",
  "Ray's dashboard at {1} asks for a token.": "{1} 上的 Ray 仪表板要求令牌。",
  "Ray's dashboard at {1} does not take the token.": "{1} 上的 Ray 仪表板不接受令牌。",
  "it is read from RAY_AUTH_TOKEN, the file of RAY_AUTH_TOKEN_PATH, or ~/.ray/auth_token":
    "它取自 RAY_AUTH_TOKEN、RAY_AUTH_TOKEN_PATH 所指的文件，或 ~/.ray/auth_token",
  "The job's files are {1} MiB, and Ray takes 100 MiB at most.": "作业的文件有 {1} MiB，Ray 最多接受 100 MiB。",
  "Ray's dashboard does not take the job's files, {1} MiB: they are too large (413).":
    "Ray 的仪表板不接受作业的文件（{1} MiB）：太大（413）。",
  "put the data where all hosts see them (recurve cluster shard DATA FOLDER), and name that folder as the data":
    "请把数据放在所有主机都看到的地方（recurve cluster shard DATA FOLDER），并以那个目录作为数据",
  // jobs
  "There is no job in {1}.": "{1} 中没有作业。",
  "a folder that recurve cluster train has made": "recurve cluster train 建立的目录",
  "the folder is what --output names": "目录由 --output 指定",
  "The folder {1} holds a finished job.": "目录 {1} 中已有完成的作业。",
  "a new folder, or one of a job that was interrupted": "新目录，或中断的作业的目录",
  "choose another with output, or remove it": "用 --output 另选一个目录，或删除它",
  "The job in {1} runs already.": "{1} 中的作业已在运行。",
  "recurve cluster attach {1} follows it, recurve cluster stop {2} ends it":
    "recurve cluster attach {1} 跟随它，recurve cluster stop {2} 结束它",
  "recurve cluster attach {1} follows it": "recurve cluster attach {1} 跟随它",
  "The job in {1} is another one.": "{1} 中是另一个作业。",
  "the same model, data and options as before": "与之前相同的模型、数据和选项",
  "choose another folder with output, or remove it": "用 --output 另选一个目录，或删除它",
  "The job in {1} predicts: its outputs are files already.": "{1} 中的作业是预测：它的输出已是文件。",
  "The result of the job is not there.": "作业的结果不在那里。",
  "result.keras in the folder that the hosts see": "主机所见目录中的 result.keras",
  "recurve cluster logs {1} shows how it ended; the same train command resumes from the last checkpoint":
    "recurve cluster logs {1} 说明它如何结束；同一条 train 命令从最后的检查点继续",
  "recurve cluster logs {1} shows all that it wrote": "recurve cluster logs {1} 显示它的全部输出",
  "The job has ended without a result. The last line of its log: {1}": "作业已结束，没有结果。日志的最后一行：{1}",
  "the same command resumes from the last checkpoint": "同一条命令从最后的检查点继续",
  "The job was stopped before its end.": "作业在完成之前被停止。",
  "the same call resumes from its checkpoint; its folder is {1}": "同一次调用从检查点继续；它的目录是 {1}",
  "The loss is {1} in step {2} of epoch {3}.": "第 {3} 轮第 {2} 步的损失是 {1}。",
  "a smaller learning rate or clipnorm may help; the checkpoint before it is kept":
    "更小的学习率或 clipnorm 可能有用；此前的检查点仍然保留",
  "There are {1} samples for {2} processes: each needs one or more.": "{2} 个进程只有 {1} 个样本：每个至少需要一个。",
  "The folder {1} holds shards already.": "目录 {1} 中已有分片。",
  "{1} is no folder of shards.": "{1} 不是分片目录。",
  "{1} of {2} files have no output; the first is {3}": "{2} 个文件中有 {1} 个没有输出；第一个是 {3}",
  "the others are done, and stay so": "其余已完成，并会保留",
  "{1} holds the batches of each epoch of another job.": "{1} 中是另一个作业各轮的批次。",
  "The shards in {1} are not for the inputs of this model.": "{1} 中的分片不适合此模型的输入。",
  "{1} does not say where its job runs.": "{1} 没有说明作业在何处运行。",
  "{1} is damaged.": "{1} 已损坏。",
  "The files of the job could not be copied to {1}.": "作业的文件无法复制到 {1}。",
  "Ray's dashboard does not take the job's files.": "Ray 的仪表板不接受作业的文件。",
  "RAY_API_SERVER_ADDRESS is no address.": "RAY_API_SERVER_ADDRESS 不是地址。",
  // files of data
  "There is no file to predict from.": "没有可供预测的文件。",
  "There is no file to write shards of.": "没有可写成分片的文件。",
  "The files are of several kinds.": "文件有多种格式。",
  ".npy files of samples and of targets come in pairs.": "样本和目标的 .npy 文件须成对。",
  "Parquet files are read by the package hyparquet, which is not here.":
    "Parquet 文件由 hyparquet 包读取，这里没有它。",
  "{1} is no Parquet file that can be read.": "{1} 不是能读取的 Parquet 文件。",
  "Two files are called {1}, and would write the same output.": "有两个文件都叫 {1}，会写入同一个输出。",
  "predict them into different folders": "请预测到不同的目录",
  "The columns of {1} cannot be cut into {2} steps.": "{1} 的列无法分成 {2} 步。",
};
